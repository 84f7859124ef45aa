"""The command line as a user runs it: exit codes, one JSON object, clear words for bad input."""

import json
import re
import shutil
import sqlite3
import subprocess
from dataclasses import replace
from datetime import date

import pytest

from api.cli.demo import as_typed
from sampler.chain import DrawRef, Place, opening_entry, void_entry
from sampler.roster import read_bureaus, read_roster
from tests.system_parts import missing

AT = ["--at", "2026-03-24T01:00:00Z", "--seed-at", "2026-03-24T02:00:00Z"]
VALUE = "31415926535897932384"
TRAIL_UPDATE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'trail' AND sql LIKE '%UPDATE%'"


@pytest.fixture
def registry(run, tmp_path):
    assert run("synth", "--entities", 400, "--out", "registry.csv")[0] == 0
    return tmp_path / "registry.csv"


@pytest.fixture
def bureaus(tmp_path):
    from sampler.synthetic import demo_bureaus, demo_roster

    demo_bureaus(tmp_path / "bureaus.csv")
    demo_roster(tmp_path / "roster.csv")
    return tmp_path / "bureaus.csv"


def freeze(run, registry, bureaus, *more):
    return run(
        "freeze", "--registry", registry, "--bureaus", bureaus, "--draw-id", "410212-2026-1", "--out", "d",
        *AT, *more, "--json",
    )  # fmt: skip


def answer(result):
    code, out, err = result
    assert code == 0, (out, err)
    return json.loads(out)


def failure(result, code):
    assert result[0] == code, result
    assert "Traceback" not in result[2]
    return json.loads(result[1])["error"]


def test_no_file_of_a_record_names_anybody_of_the_roster(run, registry, bureaus, tmp_path):
    answer(freeze(run, registry, bureaus, "--roster", "roster.csv"))
    answer(run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T02:05:00Z", "--json"))
    people = read_roster(tmp_path / "roster.csv", read_bureaus(bureaus), date(2026, 3, 24)).names
    assert len(people.as_written) > 50
    for path in (tmp_path / "d").iterdir():
        assert people.named_in(path.read_text("utf-8")) is None, path
    named = freeze(
        run, registry, bureaus, "--roster", "roster.csv", "--seed-source", f"由{next(iter(people.as_written))}掷骰"
    )
    assert failure(named, 1)["code"] == "person_in_text"


def test_a_small_draw_and_a_late_ceremony_are_done_and_said(run, registry, bureaus):
    small = freeze(run, registry, bureaus, "--size", "1/1000")
    [caution] = answer(small)["cautions"]
    assert (caution["code"], caution["params"]["drawn"]) == ("below_floor", 3)
    assert caution["message"] in small[2]
    late = run("draw", "d", "--public-value", VALUE, "--at", "2026-03-25T02:00:01Z", "--json")
    [caution] = answer(late)["cautions"]
    assert caution["code"] == "outcome_late"
    assert caution["message"] in late[2]


def test_a_real_frame_is_not_tried_before_its_time(run, registry, bureaus, tmp_path):
    freeze(run, registry, bureaus)
    early = run("draw", "d", "--public-value", VALUE, "--at", "2999-03-24T02:00:01Z", "--json")
    assert failure(early, 1)["code"] == "ceremony_to_come"
    assert not (tmp_path / "d" / "20-seed.txt").exists()
    rehearsal = {"--draw-id": "410212-r", "--seed-format": "rehearsal", "--out": "r"}
    assert freeze(run, registry, bureaus, *(word for pair in rehearsal.items() for word in pair))[0] == 0
    assert run("draw", "r", "--public-value", "try-1", "--at", "2999-03-24T02:00:01Z")[0] == 0


def seed_lines(folder):
    notice = (folder / "00-notice.txt").read_text().splitlines()
    return [line for line in notice if line.startswith(("seed_format", "seed_source"))]


def test_a_notice_names_the_source_that_it_has(run, registry, bureaus, tmp_path):
    quicknet = "drand:52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971:40000000"
    told = {"digits:24": "24 枚十面骰子", quicknet: "drand 公共随机信标 quicknet", "rehearsal": "演练"}
    for form, source in told.items():
        folder = form.partition(":")[0]
        made = freeze(run, registry, bureaus, "--draw-id", f"410212-{folder}", "--seed-format", form, "--out", folder)
        assert made[0] == 0, made
        assert seed_lines(tmp_path / folder)[1].startswith(f"seed_source={source}")


def test_lotteries_are_named_by_their_issues(run, registry, bureaus, tmp_path):
    issues = ("双色球 2026032 2026-03-24", "七星彩 26032 2026-03-24", "3D 2026073 2026-03-24")
    words = [word for issue in issues for word in ("--drawing", *issue.split())]
    drawn_early = [*words, "--drawing", "排列5", "26072", "2026-03-24"]
    assert failure(freeze(run, registry, bureaus, *drawn_early, "--json"), 1)["code"] == "lottery_issue_not_that_day"
    assert freeze(run, registry, bureaus, *words, "--drawing", "排列5", "26073", "2026-03-24")[0] == 0
    form, source = seed_lines(tmp_path / "d")
    assert form == "seed_format=digits:44"
    assert "双色球第2026032期（2026-03-24）、七星彩第26032期（2026-03-24）、福彩3D第2026073期" in source
    result = ["03 08 12 19 27 31 16", "01 02 03 04 05 06 14", "07 08 09", "00 01 02 03 04"]
    wrong = run("draw", "d", "--public-value", " ".join(["03 08 12 19 27 34 16", *result[1:]]), "--json")
    assert failure(wrong, 1)["code"] == "lottery_result_wrong"
    assert run("draw", "d", "--public-value", " ".join(result), "--at", "2026-03-24T12:30:00Z")[0] == 0


def test_a_number_that_no_checker_accepts_is_refused(run, registry, bureaus, tmp_path):
    refused = freeze(run, registry, bureaus, "--number", 9999999999, "--prev", "a" * 64)
    assert failure(refused, 1)["code"] == "place_malformed"
    assert not (tmp_path / "d").exists()


def test_strata_and_figures_are_told_in_words(run, registry, bureaus):
    assert freeze(run, registry, bureaus)[0] == 0
    code, out, _ = run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T02:05:00Z")
    assert code == 0
    assert re.search(r"^  企业  户数 \d+  抽取 \d+  截止票号 [0-9a-f]{64}$", out, re.MULTILINE)


def test_a_draw_on_files_alone(run, registry, bureaus, tmp_path):
    frozen = answer(freeze(run, registry, bureaus, "--roster", "roster.csv"))
    assert set(frozen) == {"draw_id", "notice", "frame", "strata", "cautions"}
    assert {"N", "n"} == set(frozen["strata"]["enterprise"])
    assert run("verify", "d")[0] == 0
    drawn = answer(run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T02:05:00Z", "--json"))
    assert set(drawn) == {"draw_id", "record", "seed", "drawn", "strata", "cautions"}
    [caution] = frozen["cautions"]
    assert (caution["code"], set(caution["params"]["left_out"])) == (
        "inspectors_left_out", {"off_duty", "certificate_expired"},
    )  # fmt: skip
    assert drawn["cautions"] == []
    assert drawn["drawn"] == sum(row["n"] for row in drawn["strata"].values())
    assert {name: row["n"] for name, row in drawn["strata"].items()} == {
        name: row["n"] for name, row in frozen["strata"].items()
    }
    code, out, _ = run("verify", "d", "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True
    assert not (tmp_path / "var").exists()


def load(run, file, bureaus, *more):
    return answer(run("registry", "import", file, "--bureaus", bureaus, *more, "--json"))


@pytest.fixture
def dirty(run, registry, bureaus, tmp_path):
    """A registry with two rejected rows, its rejects mended, and the file as it should have been."""
    rows = registry.read_text("utf-8-sig").splitlines(keepends=True)
    (tmp_path / "dirty.csv").write_text("".join([*rows[:3], *(f"?{row}" for row in rows[3:5]), *rows[5:]]), "utf-8")
    assert load(run, "dirty.csv", bureaus, "--rejects", "rejects.csv")["rejected"] == 2
    rejects = (tmp_path / "rejects.csv").read_text("utf-8-sig")
    (tmp_path / "mended.csv").write_text(rejects.replace("\n?", "\n"), "gb18030")
    return tmp_path / "dirty.csv"


def test_mended_rows_and_the_file_give_the_snapshot_of_the_right_file(run, registry, dirty, bureaus):
    right = load(run, registry, bureaus)
    mended = load(run, dirty, bureaus, "--mended", "mended.csv", "--strict")
    assert mended == {**right, "mended": {**right["mended"], "row_mended": 2}}
    assert list(mended) == ["rows", "accepted", "rejected", "problems", "mended", "notes", "snapshot"]


def test_a_draw_takes_the_mended_rows_beside_the_file(run, registry, dirty, bureaus, tmp_path):
    right = answer(freeze(run, registry, bureaus))
    shutil.rmtree(tmp_path / "d")
    mended = answer(freeze(run, dirty, bureaus, "--mended", "mended.csv"))
    assert mended["frame"] == right["frame"]
    papers = ("papers", "d", "--bureaus", bureaus, "--out", "p", "--registry", dirty, "--json")
    assert answer(run(*papers, "--mended", "mended.csv"))["papers"] == ["notice.pdf"]
    assert failure(run(*papers), 1)["code"] == "registry_differs"


def test_mended_rows_of_another_file_are_refused_cell_by_cell(run, registry, dirty, tmp_path):
    mended = (tmp_path / "mended.csv").read_text("gb18030").splitlines(keepends=True)
    (tmp_path / "mended.csv").write_text("".join([*mended, mended[-1]]), "gb18030")
    told = failure(run("registry", "import", dirty, "--mended", "mended.csv", "--json"), 1)
    assert (told["code"], told["params"]["file"]) == ("file_problems", "mended.csv")
    assert [(one["row"], one["column"], one["code"]) for one in told["params"]["problems"]] == [
        (4, "_row", "row_repeated")
    ]
    assert "第 4 行“_row” 同一行出现了两次" in told["message"]
    over = run("registry", "import", dirty, "--mended", "mended.csv", "--rejects", "mended.csv", "--json")
    assert failure(over, 1)["code"] == "rejects_would_replace_source"


def test_papers_of_a_draw(run, registry, bureaus, tmp_path):
    answer(freeze(run, registry, bureaus, "--roster", "roster.csv"))
    common = ("papers", "d", "--registry", registry, "--bureaus", bureaus, "--out", "p", "--json")
    assert answer(run(*common))["papers"] == ["notice.pdf"]
    answer(run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T02:05:00Z", "--json"))
    made = answer(run(*common, "--roster", "roster.csv"))["papers"]
    assert {"notice.pdf", "target-list.pdf"} < set(made)
    assert any(name.startswith("packet-") and name.endswith(".xlsx") for name in made)
    assert all((tmp_path / "p" / name).stat().st_size > 1000 for name in made)
    ids = [line.split("\t")[3] for line in (tmp_path / "d" / "40-sample.tsv").read_text().splitlines()]
    rows = "".join(f"{i},2026-03-30,未发现问题\n" for i in ids)
    (tmp_path / "partial.csv").write_text("统一社会信用代码,检查完成日期,检查结果\n" + rows.partition("\n")[0] + "\n")
    partial = run(*common, "--roster", "roster.csv", "--findings", "partial.csv")
    lacking = failure(partial, 1)
    assert (lacking["code"], lacking["params"]) == ("findings_missing", {"ids": sorted(ids[1:]), "count": len(ids) - 1})
    assert f"还有 {len(ids) - 1} 户没有检查结果：{min(ids[1:])}" in lacking["message"]
    (tmp_path / "found.csv").write_text("统一社会信用代码,检查完成日期,检查结果\n" + rows)
    made = answer(run(*common, "--roster", "roster.csv", "--findings", "found.csv"))["papers"]
    assert {"publication.pdf", "publication.csv"} < set(made)


def text_of(path):
    if not shutil.which("pdftotext"):
        missing("poppler")
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def drawn(run, registry, bureaus, tmp_path):
    """A record that is drawn at 00:30 in China, when Greenwich has the day before; its findings in found.csv."""
    at = ["--at", "2026-03-24T01:00:00Z", "--seed-at", "2026-03-25T16:00:00Z"]
    freeze = ("freeze", "--registry", registry, "--bureaus", bureaus, "--draw-id", "410212-2026-1", "--out", "d")
    assert run(*freeze, *at)[0] == 0
    answer(run("draw", "d", "--public-value", VALUE, "--at", "2026-03-25T16:30:00Z", "--json"))
    find(tmp_path, "2026-04-02", "2026-04-09")
    return ("papers", "d", "--registry", registry, "--bureaus", bureaus, "--out", "p", "--json")


def find(folder, first, other):
    """Write findings for all targets: the first on one day, the others on another."""
    ids = [line.split("\t")[3] for line in (folder / "d" / "40-sample.tsv").read_text().splitlines()]
    rows = "".join(f"{i},{first if i == ids[0] else other},未发现问题\n" for i in ids)
    (folder / "found.csv").write_text("统一社会信用代码,检查完成日期,检查结果\n" + rows)


def test_papers_of_an_authority_without_a_name_bear_its_code_and_say_so(run, registry, bureaus, tmp_path):
    freeze(run, registry, bureaus, "--authority", "kf")
    code, _, err = run("papers", "d", "--registry", registry, "--bureaus", bureaus, "--out", "papers")
    assert code == 0
    assert "kf" in err
    assert "kf" in text_of(tmp_path / "papers" / "notice.pdf")


def test_a_beacon_that_nobody_here_knows_may_be_announced_and_is_told(run, registry, bureaus):
    beacon = f"drand:{'5' * 64}:4567"
    frozen = answer(freeze(run, registry, bureaus, "--seed-format", beacon))
    assert [caution["code"] for caution in frozen["cautions"]] == ["beacon_unknown"]
    value = "ab" * 32
    assert answer(run("draw", "d", "--public-value", value, "--at", "2026-03-24T02:05:00Z", "--json"))["drawn"] > 0
    assert run("verify", "d")[0] == 0


def test_each_paper_bears_the_day_of_its_own_act_in_china(run, drawn, tmp_path):
    answer(run(*drawn, "--findings", "found.csv"))
    days = {"notice": "2026年3月24日", "target-list": "2026年3月26日", "publication": "2026年4月9日"}
    packet = next(path.stem for path in (tmp_path / "p").glob("packet-*.pdf"))
    for name, day in (days | {packet: days["target-list"]}).items():
        assert day in text_of(tmp_path / "p" / f"{name}.pdf"), name


def test_papers_of_an_invented_registry_say_so_and_those_of_another_do_not(run, drawn, registry, tmp_path):
    answer(run(*drawn, "--findings", "found.csv"))
    rows = registry.read_text("utf-8-sig").splitlines(keepends=True)
    (tmp_path / "real.csv").write_text("".join([rows[0], rows[1].replace("（演示）", ""), *rows[2:]]), "utf-8")
    as_real = [{"p": "q", registry: "real.csv"}.get(word, word) for word in drawn]
    answer(run(*as_real, "--findings", "found.csv"))
    papers = sorted(path.name for path in (tmp_path / "p").glob("*.pdf"))
    assert len(papers) > 4
    for name in papers:
        assert "演示数据" in text_of(tmp_path / "p" / name), name
        assert "演示数据" not in text_of(tmp_path / "q" / name), name


def test_an_issued_paper_is_never_changed_in_silence(run, drawn, tmp_path):
    first = answer(run(*drawn))["papers"]
    assert answer(run(*drawn))["papers"] == first
    before = {name: (tmp_path / "p" / name).read_bytes() for name in first}
    refused = failure(run(*drawn, "--document-number", "2号", "--findings", "found.csv"), 1)
    assert refused["code"] == "papers_differ"
    assert {"notice.pdf", "target-list.pdf"} <= set(refused["params"]["files"])
    assert "--only" in refused["message"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "p").iterdir()} == before
    made = answer(run(*drawn, "--document-number", "2号", "--findings", "found.csv", "--only", "publication"))
    assert made["papers"] == ["publication.pdf", "publication.csv"]
    assert failure(run(*drawn, "--only", "publication"), 2)["code"] == "usage"


def test_the_results_of_a_rehearsal_are_never_published(run, registry, bureaus, tmp_path):
    answer(freeze(run, registry, bureaus, "--seed-format", "rehearsal"))
    answer(run("draw", "d", "--public-value", "try-1", "--at", "2026-03-24T02:05:00Z", "--json"))
    papers = ("papers", "d", "--registry", registry, "--bureaus", bureaus, "--out", "p", "--json")
    assert "target-list.pdf" in answer(run(*papers))["papers"]
    find(tmp_path, "2026-04-02", "2026-04-09")
    for asked in (("--findings", "found.csv"), ("--findings", "found.csv", "--only", "publication")):
        assert failure(run(*papers, *asked), 1)["code"] == "rehearsal_not_published"
    assert not list((tmp_path / "p").glob("publication*"))


def test_of_a_sealed_draw_the_list_and_the_results_wait_for_its_opening(run, registry, bureaus, tmp_path):
    salt = "ab" * 32
    notice = answer(freeze(run, registry, bureaus, "--salt", salt, "--open-by", "2026-06-01T00:00:00Z"))["notice"]
    drawn = ("--public-value", VALUE, "--salt", salt, "--at", "2026-03-24T02:05:00Z", "--json")
    answer(run("draw", "d", *drawn))
    papers = ("papers", "d", "--registry", registry, "--bureaus", bureaus, "--out", "p", "--json")
    made = run(*papers)
    assert {"notice", "packet"} == {name.partition(".")[0].partition("-")[0] for name in answer(made)["papers"]}
    assert "--opening" in made[2]
    find(tmp_path, "2026-04-02", "2026-04-09")
    for asked in (("--only", "target-list"), ("--only", "publication"), ("--findings", "found.csv")):
        assert failure(run(*papers, *asked), 1)["code"] == "draw_sealed"
    assert not list((tmp_path / "p").glob("target-list*"))
    place = Place(authority="410212", number=4, prev="cd" * 32)
    draw, at = DrawRef(draw_id="410212-2026-1", notice_hash=notice), "2026-04-10T00:00:00Z"
    wrong = [
        opening_entry(place, draw, at, "cd" * 32),
        opening_entry(place, replace(draw, notice_hash="ef" * 32), at, salt),
        opening_entry(place, replace(draw, draw_id="another"), at, salt),
        void_entry(place, draw, at, reason="名录有误", approved_by="1", salt=salt),
    ]
    opened = (*papers, "--findings", "found.csv", "--opening", "opening.txt")
    for text in wrong:
        (tmp_path / "opening.txt").write_bytes(text)
        assert failure(run(*opened), 1)["code"] == "opening_does_not_fit"
    (tmp_path / "opening.txt").write_bytes(opening_entry(place, draw, at, salt))
    assert {"target-list.pdf", "publication.pdf"} < set(answer(run(*opened))["papers"])


def test_a_character_without_a_font_refuses_its_own_papers_and_is_named_by_its_row(run, drawn, registry, tmp_path):
    strange = "\U000f0000"  # of a private plane: no font has it
    first, other = (line.split("\t") for line in (tmp_path / "d" / "50-assignments.tsv").read_text().splitlines()[:2])
    rows = registry.read_text("utf-8-sig").splitlines(keepends=True)
    [place] = [place for place, row in enumerate(rows) if first[0] in row]
    rows[place] = rows[place].replace("（演示）", f"{strange}（演示）", 1)
    registry.write_text("".join(rows), "utf-8-sig")
    findings = (tmp_path / "found.csv").read_text().replace("\n", ",\n").replace("结果,", "结果,备注")
    findings = "\n".join(line + strange if line.startswith(other[0]) else line for line in findings.splitlines())
    (tmp_path / "found.csv").write_text(findings)
    code, out, _ = run(*drawn, "--findings", "found.csv")
    told = json.loads(out)
    assert code == 3
    made, others = set(told["papers"]), {"target-list.pdf", "publication.pdf", f"packet-{first[1]}.pdf"}
    assert {"notice.pdf"} < made == {path.name for path in (tmp_path / "p").iterdir()}
    assert not made & others
    refused = told["error"]["params"]["papers"]
    assert [(one["code"], one["params"]["count"]) for one in refused] == [
        ("characters_not_covered", count) for count in (1, 1, 2)
    ]
    places = [one for paper in refused for one in paper["params"]["characters"]]
    assert {(one["id"], one["column"], one["record"], one["codepoint"]) for one in places} == {
        (first[0], "name", place + 1, "U+F0000"),
        (other[0], "remark", 0, "U+F0000"),
    }
    _, _, err = run(*drawn[:-1])
    assert err.count(f"名录库第 {place + 1} 行") == 2


def test_papers_are_made_from_the_registry_of_the_record(run, drawn, registry, tmp_path):
    lines = registry.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    drawn_ids = (tmp_path / "d" / "40-sample.tsv").read_text()
    other = next(line for line in lines[1:] if line.split(",")[0] not in drawn_ids)
    registry.write_text("".join(line for line in lines if line != other))
    error = failure(run(*drawn), 1)
    assert error["code"] == "registry_differs"
    assert (error["params"]["rows"], error["params"]["count"]) == (399, 400)


@pytest.mark.parametrize(
    ("day", "code"), [("2026-03-25", "finished_before_draw"), ("2099-01-01", "finished_in_future")]
)
def test_a_finding_of_an_impossible_day(run, drawn, tmp_path, day, code):
    find(tmp_path, day, "2026-04-09")
    assert failure(run(*drawn, "--findings", "found.csv"), 1)["code"] == code


def test_a_telephone_number_in_a_name_is_published_as_marks_and_in_a_remark_refused(run, bureaus, tmp_path):
    row = "91410212000000007Y,甲厂 13800000001,有限责任公司,存续,城东所\n"
    (tmp_path / "one.csv").write_text("统一社会信用代码,市场主体名称,市场主体类型,登记状态,属地监管所\n" + row)
    answer(freeze(run, "one.csv", bureaus))
    answer(run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T02:05:00Z", "--json"))
    head = "统一社会信用代码,检查完成日期,检查结果,备注\n91410212000000007Y,2026-03-25,未发现问题,"
    (tmp_path / "found.csv").write_text(head + "\n")
    (tmp_path / "private.csv").write_text(head + "老板tel138.0000.0001\n")
    papers = ("papers", "d", "--registry", "one.csv", "--bureaus", bureaus, "--out", "p", "--json", "--findings")
    made = run(*papers, "private.csv")
    error = failure(made, 1)
    assert [(p["row"], p["column"], p["code"]) for p in error["params"]["problems"]] == [
        (2, "备注", "private_data_in_text")
    ]
    assert "0001" not in made[1]
    assert not (tmp_path / "p").exists()
    answer(run(*papers, "found.csv"))
    assert "甲厂 ＊＊＊＊＊＊＊＊＊＊＊" in (tmp_path / "p" / "publication.csv").read_text(encoding="utf-8-sig")
    assert "13800000001" not in text_of(tmp_path / "p" / "target-list.pdf")


def test_strata_by_risk_and_sizes_by_name(run, registry, bureaus):
    frozen = answer(freeze(run, registry, bureaus, "--by", "type,risk", "--size", "1/10", "--size", "enterprise=2"))
    names = set(frozen["strata"])
    assert all("/" in name for name in names)
    assert all(row["n"] == min(2, row["N"]) for name, row in frozen["strata"].items() if name.startswith("enterprise"))


def test_the_same_draw_again_is_the_same(run, registry, bureaus):
    first = answer(freeze(run, registry, bureaus))
    assert answer(freeze(run, registry, bureaus)) == first
    assert failure(freeze(run, registry, bureaus, "--size", "1/2"), 1)["code"] == "record_file_differs"


def test_import_answers_counts_and_makes_a_snapshot_once(run, registry, bureaus):
    found = answer(run("registry", "import", registry, "--bureaus", bureaus, "--json"))
    assert set(found) == {"rows", "accepted", "rejected", "problems", "mended", "notes", "snapshot"}
    assert found["rows"] == found["accepted"] + found["rejected"]
    assert answer(run("registry", "import", registry, "--bureaus", bureaus, "--json")) == found


def test_strict_makes_a_reject_a_failure_that_still_answers(run, bureaus, tmp_path):
    assert run("synth", "--entities", 400, "--dirty", "0.2", "--out", "dirty.csv")[0] == 0
    code, out, _ = run(
        "registry", "import", "dirty.csv", "--bureaus", bureaus, "--strict", "--rejects", "r.csv", "--json"
    )
    assert code == 1
    found = json.loads(out)
    assert found["rejected"] > 0
    assert found["error"]["code"] == "rows_rejected"
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").startswith("统一社会信用代码")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["registry", "import", "nowhere.csv", "--json"], "file_unreadable", 1),
        (["draw", "nowhere", "--public-value", VALUE, "--json"], "folder_missing", 1),
        (["freeze", "--json"], "usage", 2),
        (["no-such-command", "--json"], "usage", 2),
        (["synth", "--entities", "10", "--out", "x.docx", "--json"], "format_unknown", 1),
    ],
)
def test_wrong_input_and_wrong_usage(run, arguments, code, exit_code):
    assert failure(run(*arguments), exit_code)["code"] == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--size", "enterprise=7%"], "integer_malformed"),
        (["--size", "shop=1/2"], "size_covers_nothing"),
        (["--by", "colour"], "strata_marks_unknown"),
        (["--seed-format", "digits:3"], "seed_format_too_short"),
        (["--recusals", "roster.csv"], "recusals_without_roster"),
        (["--roster", "roster.csv", "--team", "50"], "team_impossible"),
        (["--number", "2"], "place_malformed"),
        (["--salt", "ab" * 32], "sealed_needs_salt_and_open_by"),
    ],
)
def test_terms_that_cannot_be(run, registry, bureaus, more, code):
    assert failure(freeze(run, registry, bureaus, *more), 1)["code"] == code


def test_a_ceremony_before_its_time_or_with_another_value(run, registry, bureaus):
    answer(freeze(run, registry, bureaus))
    early = run("draw", "d", "--public-value", VALUE, "--at", "2026-03-24T01:59:59Z", "--json")
    assert failure(early, 1)["code"] == "ceremony_too_early"
    at = ("--at", "2026-03-24T02:05:00Z", "--json")
    answer(run("draw", "d", "--public-value", VALUE, *at))
    again = run("draw", "d", "--public-value", VALUE[::-1], *at)
    assert failure(again, 1)["code"] == "record_file_differs"
    assert failure(run("draw", "d", "--public-value", VALUE, "--number", 9, *at), 2)["code"] == "usage"


def test_the_environment_is_exit_3(run, registry, monkeypatch):
    monkeypatch.setenv("SAMPLER_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    error = failure(run("registry", "import", registry, "--json"), 3)
    assert error["code"] == "database_unreachable"


def test_a_registry_without_bureaus_says_what_to_do(run, registry):
    frozen = run("freeze", "--registry", registry, "--draw-id", "x-1", "--out", "d", *AT, "--json")
    assert failure(frozen, 1)["code"] == "nothing_accepted"


def test_help_is_in_the_reader_s_language(run, monkeypatch):
    code, out, _ = run("--help")
    assert code == 0
    assert "核验存档" in out
    code, out, _ = run("freeze", "--help")
    assert "分层依据" in out


def test_verify_speaks_like_the_other_commands(run):
    code, out, err = run("verify", "nowhere", "--json")
    assert code == 1
    assert json.loads(out)["ok"] is False
    assert "Traceback" not in err


def test_the_trail_of_two_imports_holds_and_an_altered_row_is_named(run, registry, bureaus, tmp_path):
    for _ in range(2):
        answer(run("registry", "import", registry, "--bureaus", bureaus, "--json"))
    whole = answer(run("trail", "verify", "--json"))
    assert whole["ok"] is True
    assert whole["rows"] >= 1
    database = sqlite3.connect(tmp_path / "var" / "sampler.db")
    database.execute("DROP TRIGGER " + database.execute(TRAIL_UPDATE).fetchone()[0])
    database.execute("UPDATE trail SET actor = 'somebody' WHERE number = 1")
    database.commit()
    database.close()
    code, out, _ = run("trail", "verify", "--json")
    assert code == 1
    assert (json.loads(out)["fault"], json.loads(out)["number"]) == ("altered", 1)
    assert run("trail", "verify", "--head", whole["head"])[0] == 1


def test_a_chain_that_holds_nothing_proves_nothing(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("verify", "--chain", "empty")[0] == 1


def test_the_demo_tells_a_command_that_works_as_typed(monkeypatch, tmp_path):
    program = tmp_path / "bin" / "sampler"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/sampler", "demo"])
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert as_typed() == "bin/sampler"
    monkeypatch.setenv("PATH", str(program.parent))
    assert as_typed() == "sampler"
    monkeypatch.setattr("sys.argv", ["-c"])
    assert as_typed() == "sampler"


def test_everything_public_is_exported_as_files(run, tmp_path):
    first = answer(run("export-site", "--out", "site", "--json"))
    assert (first["changed"], (tmp_path / "site" / "en" / "index.html").is_file()) == (True, True)
    assert answer(run("export-site", "--out", "site", "--json")) == {**first, "changed": False}
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    code, _, err = run("export-site", "--out", "mine")
    assert code == 1
    assert "不敢覆盖" in err


@pytest.mark.parametrize("text", ["王\0芳", "王\udcff"])
def test_what_no_database_takes_is_refused_at_the_entry(run, text):
    for command in (
        ["user", "create", text, "--generate"],
        ["jobs", "list", "--actor", text],
        ["registry", "import", text],
        [text],
    ):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert err == "有一个字不能保存（空字符或残缺的字符）：请删去重新输入\n"
    code, out, _err = run("jobs", "list", "--actor", text, "--json")
    assert (code, json.loads(out)["error"]["code"]) == (1, "character_unwritable")
