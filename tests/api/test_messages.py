"""What stands in a list of an error's parameters is told in words, never by its keys."""

import re
from pathlib import Path

import pytest

from api.code_words import NAMED
from api.messages import message
from api.words import words_for
from sampler.errors import Broken, Invalid, Missing, Refused, SamplerError, unreadable
from sampler.plan import TARGET_MOVES, TASK_MOVES, TargetState, TaskState
from sampler.review import Step
from sampler.role import PERMISSIONS, Role
from sampler.store.tables.jobs import JobState
from sampler.store.tables.papers import PaperKind
from sampler.trail import Fault

UNCOVERED = {
    "character": "𪜀", "codepoint": "U+2A700", "id": "91410212000000007Y", "row": 3, "column": "name",
    "package": "fonts-hanazono",
}  # fmt: skip
TOLD = [
    (
        Invalid(
            "file_problems",
            file="名录.csv",
            count=2,
            problems=[
                {"row": 2, "column": "单位", "code": "bureau_unlisted", "read": "城东"},
                {"row": 7, "column": "", "code": "field_count", "read": "3"},
            ],
        ),
        "名录.csv 有 2 处问题：第 2 行“单位” 监管所不在名单内（读到“城东”）、第 7 行 列数与表头不符（读到“3”）",
    ),
    (
        Invalid(
            "file_problems",
            file="结果.csv",
            count=1,
            problems=[{"row": 2, "column": "日期", "code": "date_malformed", "read": "明天"}],
        ),
        "结果.csv 有 1 处问题：第 2 行“日期” 日期写法不对（读到“明天”）",
    ),
    (
        Invalid(
            "file_problems",
            file="结果.csv",
            count=3,
            problems=[
                {"row": 2, "column": "检查结果", "code": "finding_codes_clash", "read": "未发现问题；注销"},
                {"row": 3, "column": "代码", "code": "finding_given_twice", "read": "91410212000000007Y"},
                {"row": 4, "column": "备注", "code": "private_data_in_text", "read": "＊＊＊"},
            ],
        ),
        "结果.csv 有 3 处问题：第 2 行“检查结果” 其中一种检查结果不能与别的并列（读到“未发现问题；注销”）、"
        "第 3 行“代码” 同一户的检查结果给了两次（读到“91410212000000007Y”）、"
        "第 4 行“备注” 有身份证号或手机号，不能写入公开的内容，请删去（读到“＊＊＊”）",
    ),
    (
        Invalid(
            "file_problems",
            file="名录库.csv",
            count=1,
            problems=[{"row": 2, "column": "状态", "code": "duty_unknown", "read": "飞"}],
        ),
        "名录库.csv 有 1 处问题：第 2 行“状态” 不认识，应写在岗或停用（读到“飞”）",
    ),
    (
        Invalid("findings_missing", ids=["91410212000000007Y", "91410212000000015P"], count=2),
        "还有 2 户没有检查结果：91410212000000007Y、91410212000000015P",
    ),
    (
        Broken("characters_not_covered", paper="结果公示", count=1, characters=[UNCOVERED]),
        "《结果公示》有 1 处文字没有字体可印："
        "“𪜀”（U+2A700，91410212000000007Y，名称或姓名，文中第 3 行，软件包 fonts-hanazono 有此字）",
    ),
    (
        Broken(
            "papers_refused", count=2,
            papers=[
                Broken("characters_not_covered", paper="名单公告", count=1, characters=[{**UNCOVERED, "record": 17}]),
                Broken("characters_not_covered", paper="结果公示", count=1, characters=[{**UNCOVERED, "record": 0}]),
            ],
        ),
        "有 2 份公文没有做成，其余的已经写好：\n《名单公告》有 1 处文字没有字体可印："
        "“𪜀”（U+2A700，91410212000000007Y，名称或姓名，名录库第 17 行，文中第 3 行，软件包 fonts-hanazono 有此字）\n"
        "《结果公示》有 1 处文字没有字体可印："
        "“𪜀”（U+2A700，91410212000000007Y，名称或姓名，文中第 3 行，软件包 fonts-hanazono 有此字）",
    ),
    (
        Broken(
            "characters_not_covered", paper="公告", count=1,
            characters=[{**UNCOVERED, "id": "", "row": 0, "column": "", "package": "unknown"}],
        ),
        "《公告》有 1 处文字没有字体可印：“𪜀”（U+2A700，未知何处有此字）",
    ),
    (
        Invalid("private_data_in_paper", count=1, cells=[{"row": 4, "column": "备注", "kind": "mobile"}]),
        "有 1 处身份证号或手机号，不能公开：第 4 行“备注” 手机号",
    ),
    (
        Invalid("columns_missing", file="a.csv", found=["甲", "乙"],
                missing=[{"field": "name", "names": ["市场主体名称", "名称"]}, {"field": "fhrsid", "names": []}]),
        "a.csv 缺少列：市场主体名称（name）、fhrsid；文件里有：甲、乙",
    ),
    (
        Invalid("columns_ambiguous", file="a.csv", claims=[{"field": "name", "columns": ["名称", "企业名称"]}]),
        "a.csv 有几列都像同一字段：name：名称、企业名称",
    ),
    (
        Refused("ceremony_too_early", at="2026-11-24T01:59:30Z", seed_at="2026-11-24T02:00:00Z"),
        "现在是 2026年11月24日09:59:30（北京时间），摇号时间是 2026年11月24日10:00（北京时间），还不能抽取",
    ),
    (
        Invalid("opened_before_seed", open_by="明天", seed_at="2026-11-24T16:00:00Z"),
        "揭示期限 明天 须晚于公共值的时间 2026年11月25日00:00（北京时间）",
    ),
    (Invalid("default_size_given_twice", first="3/100", read="5/100"), "总的样本量给了两次：3/100、5/100"),
    (
        Invalid("format_unknown", file="a\x1b[2J\u202e.docx", known=[".csv"]),
        r"不认识的文件格式：a\x1b[2J\u202e.docx；可用 .csv",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("error", "sentence"), TOLD, ids=[f"{error.code}-{i}" for i, (error, _) in enumerate(TOLD)])
def test_a_sentence_without_keys(error: SamplerError, sentence: str) -> None:
    assert message(error, words_for("zh_Hans_CN")) == sentence
    english = message(error, words_for("en"))
    assert "=" not in english
    assert english != sentence


WHOLE = [
    (Broken("database_not_upgraded", current="", head="0007"), "还没有建表；须升级到 0007", "no tables"),
    (Broken("database_not_upgraded", current="0003", head="0007"), "版本：0003；须升级到 0007", "0003"),
    (
        Broken("setting_no_database", variable="SAMPLER_DATABASE_URL", example="sqlite:///var/sampler.db"),
        "SAMPLER_DATABASE_URL 不是 SQLite 或 PostgreSQL 数据库的地址", "not the address of",
    ),
    (
        Invalid("team_impossible", team_size=2, bureaus=["410212001"], left_out={"off_duty": 1}),
        "每户 2 人，这些监管所不够：410212001（未列入：不在岗 1 人）", "(left out: off duty 1)",
    ),
    (
        Invalid("recusals_leave_too_few", team_size=2, entities=["91410212000000007Y"], left_out={}),
        "每户 2 人，这些主体不够：91410212000000007Y", "recus",
    ),
    (unreadable(Path("."), IsADirectoryError(21, "Is a directory")), ". 是文件夹", ". is a folder"),
    (unreadable(Path("a.csv"), OSError(13, "Permission denied")), "读不了文件 a.csv：Permission denied", "a.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("error", "chinese", "english"), WHOLE, ids=[one[0].code for one in WHOLE])
def test_a_sentence_has_no_empty_place(error: SamplerError, chinese: str, english: str) -> None:
    told = [message(error, words_for(language)) for language in ("zh_Hans_CN", "en")]
    assert chinese in told[0]
    assert english in told[1]
    for sentence in told:
        assert not re.search(r"(^|[：，；:,;]) ?([：，；:,;]|$)", sentence), sentence


CODED = [
    (Refused("act_not_allowed", person="wang", act="see_jobs"), "看作业", "See jobs"),
    (
        Refused("administrators_apart", roles=["system_administrator", "audit_administrator"]),
        "系统管理员、审计管理员", "Audit administrator",
    ),
    (Refused("trail_broken", number=3, fault="altered"), "被改", "altered"),
    (Refused("move_not_allowed", state="announced", act="freeze"), "当前状态“已公告”，不能“锁定”", "Announced"),
    (Refused("move_not_allowed", state="inspecting", act="last_finding"), "录完检查结果", "last finding"),
    (
        Refused("signed_already", person="li", signed="review_first", step="release"),
        "已签过 初审，不能再签 审发", "First review",
    ),
    (Refused("paper_without_release", kinds=["publication"]), "抽查结果公示", "Publication"),
    (Refused("job_finished", job=3, state="done"), "完成", "Done"),
    (
        Missing("grant_unknown", name="li", grant="bureau_clerk@410212101"),
        "监管所内勤 · 410212101", "Bureau clerk · 410212101",
    ),
    (Invalid("file_unpacks_too_large", file="a.xlsx", bytes=16777216), "16 MB", "16 MB"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("error", "chinese", "english"), CODED, ids=[f"{one[0].code}-{i}" for i, one in enumerate(CODED)]
)
def test_codes_are_told_in_words(error: SamplerError, chinese: str, english: str) -> None:
    told = [message(error, words_for(language)) for language in ("zh_Hans_CN", "en")]
    assert chinese in told[0]
    assert english.lower() in told[1].lower()
    assert not any("_" in sentence for sentence in told)


def test_every_code_that_a_parameter_can_be_has_a_name() -> None:
    moves = {act for _, act in (*TASK_MOVES, *TARGET_MOVES)}
    assert {*PERMISSIONS, *moves, *Step} <= set(NAMED["act"])
    assert {*TaskState, *TargetState, *JobState} == set(NAMED["state"])
    assert (set(Role), set(Fault), set(PaperKind)) == (set(NAMED["roles"]), set(NAMED["fault"]), set(NAMED["kinds"]))
