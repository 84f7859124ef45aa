"""The papers as their readers get them: what they say, how they are marked, nothing runs into anything."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from reports.documents.minutes import marked
from reports.fonts import Fonts
from reports.render import render
from sampler.publication import PublicationFacts, open_data, public_name
from tests.reports import invented
from tests.reports.invented import LONG_NAME, LONG_STRATUM, hash_of

ReadText = Callable[..., list[str]]
PAPERS = {
    "notice": invented.notice_facts,
    "minutes": invented.minutes_facts,
    "target_list": lambda: invented.target_list_facts(60),
    "packet": lambda: invented.packet_facts(3),
    "publication": lambda: invented.publication_facts(60),
}


@pytest.fixture(params=PAPERS)
def facts(request: pytest.FixtureRequest) -> Any:
    return PAPERS[request.param]()


def hash_of_data(facts: PublicationFacts) -> str:
    return hashlib.sha256(open_data(facts)).hexdigest()


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_page_has_its_number_its_heads_and_its_mark(facts: Any, fonts: Fonts, read_text: ReadText) -> None:
    pages = [squash(page) for page in read_text(render(facts, str, fonts))]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
        assert "演示数据" in page
        assert facts.head.document_number in page
        assert facts.head.authority_name in page
        assert squash(facts.head.title) in page


def test_marks_come_from_the_facts_alone(facts: Any, floor: Fonts, read_text: ReadText) -> None:
    real = replace(facts, head=replace(facts.head, demo=False))
    drill = replace(facts, head=replace(facts.head, demo=False, rehearsal=True))
    assert not any("演示数据" in page or "演练" in page for page in read_text(render(real, str, floor)))
    assert all("演练" in page for page in read_text(render(drill, str, floor)))


def test_the_trail_head_of_the_hour_is_printed(facts: Any, floor: Fonts, read_text: ReadText) -> None:
    text = squash("".join(read_text(render(facts, str, floor))))
    assert facts.head.trail_head in text
    without = replace(facts, head=replace(facts.head, trail_head=""))
    assert facts.head.trail_head not in squash("".join(read_text(render(without, str, floor))))


def test_the_notice_says_what_was_fixed(fonts: Fonts, read_text: ReadText) -> None:
    facts = invented.notice_facts()
    text = squash("".join(read_text(render(facts, str, fonts), "-layout")))
    notice = facts.notice
    for said in (
        *(facts.notice_hash, notice.frame_sha256, notice.frame_merkle, notice.registry_sha256),
        *(notice.excluded_sha256, notice.inspectors_sha256, notice.recusals_sha256),
        *("个体工商户30,4663/100914", "合计44,9321,348", "注销70254.9%", "64名人员", "每户由2名检查人员检查"),
        *("2026年11月24日10:00（北京时间）", "20位十进制数字", "祥符区市场监督管理局三楼会议室", "10-frame.tsv"),
        f"sha256sum00-notice.txt{facts.notice_hash}00-notice.txt",
        facts.head.verify_url,
    ):
        assert squash(said) in text, said


def test_a_sealed_notice_says_until_when(floor: Fonts, read_text: ReadText) -> None:
    sealed = replace(
        invented.notice(), salt_sha256=hash_of("salt"), open_by="2026-12-31T02:00:00Z", replace="注销,迁出"
    )
    text = squash("".join(read_text(render(invented.notice_facts(notice=sealed), str, floor))))
    assert "抽取名单封存至2026年12月31日10:00" in text
    assert hash_of("salt") in text
    assert "由同层下一顺位替补：注销、迁出" in text


def test_the_minutes_say_who_typed_what_and_mark_where_it_differs(fonts: Fonts, read_text: ReadText) -> None:
    facts = invented.minutes_facts()
    text = squash("".join(read_text(render(facts, str, fonts), "-layout")))
    for said in (
        *("1操作员王𠮷2026-11-2410:02:05314159265【3】5897932384不一致", "2见证人李䶮明2026-11-2410:05:05"),
        *("王𠮷：", "李䶮明：", facts.place, facts.present, *facts.remarks.splitlines()),
        *("2026年11月24日10:10（北京时间）", "2026年11月20日09:30（北京时间）", "抽样框44932户", "检查对象1348户"),
        *(facts.notice_hash, facts.record_hash, facts.notice.frame_sha256, facts.seed, facts.head.verify_url),
        *(stratum.cutoff for stratum in facts.strata),
        *("个体工商户30,4663/100914", f"sha256sumSHA256SUMS{facts.record_hash}SHA256SUMS"),
    ):
        assert squash(said) in text, said
    assert "封存" not in text


def test_the_minutes_of_a_sealed_draw_say_until_when(floor: Fonts, read_text: ReadText) -> None:
    sealed = replace(invented.notice(), salt_sha256=hash_of("salt"), open_by="2026-12-31T02:00:00Z")
    strata = invented.strata(drawn=False)
    facts = invented.minutes_facts(notice=sealed, sealed=True, seed="", seed_text="", strata=strata)
    text = squash("".join(read_text(render(facts, str, floor), "-layout")))
    assert "种子、截止票号和抽取名单封存，最迟于2026年12月31日10:00（北京时间）揭示" in text
    assert "个体工商户30,4663/100914封存" in text


def test_what_nobody_said_in_the_minutes_is_room_to_write(floor: Fonts, read_text: ReadText) -> None:
    facts = invented.minutes_facts(place="", present="", remarks="", rounds=invented.rounds(("1" * 20, "1" * 20)))
    text = squash("".join(read_text(render(facts, str, floor))))
    assert "没有的写“无”" in text
    assert "【】" not in text  # nothing differed


def test_a_reading_that_is_shorter_is_marked_where_it_ends() -> None:
    [known] = invented.rounds(("word", "wo"))
    assert known.operator is not None
    assert known.witness is not None
    assert (marked(known, known.operator), marked(known, known.witness)) == ("wo【r】【d】", "wo【 】【 】")


def test_the_target_list_can_be_checked_by_hand(fonts: Fonts, read_text: ReadText) -> None:
    facts = invented.target_list_facts(60)
    text = squash("".join(read_text(render(facts, str, fonts))))
    assert f"SEED={facts.seed}" in text
    assert squash(f"printf '%s' \"SSJ1|ticket|$SEED|{facts.targets[0].id}\" | sha256sum") in text
    for stratum in facts.strata:
        assert stratum.cutoff in text
    for target in facts.targets:
        assert target.name in text
        assert target.id in text


def test_a_packet_holds_a_sheet_for_each_target(fonts: Fonts, read_text: ReadText) -> None:
    facts = invented.packet_facts(3)
    pages = [squash(page) for page in read_text(render(facts, str, fonts))]
    sheets = [page for page in pages if re.search("第[0-9]户，共3户", page)]
    assert len(sheets) == 3
    for target, sheet in zip(facts.targets, sheets, strict=True):
        for said in (target.name, target.id, target.address, target.phone, *(p.name for p in target.inspectors)):
            assert squash(said) in sheet
        assert all(squash(word) in sheet for word in (*facts.findings, *facts.disposals, *facts.methods, *facts.items))
    assert "2026年12月31日前完成检查" in pages[0]


def test_the_publication_counts_by_type_and_finding(fonts: Fonts, read_text: ReadText) -> None:
    facts = invented.publication_facts(1_348)
    text = squash("".join(read_text(render(facts, str, fonts), "-layout")[:2]))
    clean = sum(result.findings == ("未发现问题",) for result in facts.results)
    assert f"对1348户市场主体进行了检查，其中{clean}户未发现问题" in text
    assert f"sha256sumpublication.csv{hash_of_data(facts)}publication.csv" in text
    assert "检查对象企业个体工商户农民专业合作社1,348户298户914户136户" in text
    assert re.search(rf"未发现问题26480912\d?0?{clean:,}88\.5%", text)


def test_a_correction_says_so(floor: Fonts, read_text: ReadText) -> None:
    facts = invented.publication_facts(3, version=2, reason="第1户结果有误")
    text = squash("".join(read_text(render(facts, str, floor))))
    assert "本公示为第2版，更正前一版，理由：第1户结果有误。" in text


def test_rare_characters_can_be_read_back(fonts: Fonts, read_text: ReadText) -> None:
    name = "𠮷㙟䶮𬭚𰻝⼀一食品店（演示）"
    facts = invented.publication_facts(1)
    facts = replace(facts, results=(replace(facts.results[0], name=name),))
    assert name in squash("".join(read_text(render(facts, str, fonts))))


def test_a_name_that_holds_a_number_is_explained(floor: Fonts, read_text: ReadText) -> None:
    note = "数字以＊代替"
    for facts, rows in ((invented.publication_facts(1), "results"), (invented.target_list_facts(1), "targets")):
        [row] = getattr(facts, rows)
        marked = replace(facts, **{rows: (replace(row, name=public_name("跑腿13800000001")),)})
        text = squash("".join(read_text(render(marked, str, floor))))
        assert "跑腿＊＊＊＊＊＊＊＊＊＊＊" in text
        assert note in text
        assert note not in squash("".join(read_text(render(facts, str, floor))))


def test_one_target_is_enough(fonts: Fonts, read_text: ReadText) -> None:
    for facts in (invented.target_list_facts(1), invented.publication_facts(1), invented.packet_facts(1)):
        rows = facts.targets if hasattr(facts, "targets") else facts.results
        assert rows[0].name in squash("".join(read_text(render(facts, str, fonts), "-layout")))


def long_papers() -> Iterator[Any]:
    targets = invented.target_list_facts(2)
    targets = replace(
        targets, head=replace(targets.head, authority_name="监督管理局" * 12, document_number="字号" * 40)
    )
    strata = (replace(targets.strata[0], name=LONG_STRATUM), *targets.strata[1:])
    yield replace(targets, strata=strata, targets=(replace(targets.targets[0], name=LONG_NAME, id="X:A:" + "7" * 60),))
    results = invented.publication_facts(2)
    first = replace(
        results.results[0], name=LONG_NAME, findings=invented.packet_facts(1).findings[1:], remark="备注" * 99
    )
    yield replace(results, results=(first, *results.results[1:]))
    packet = invented.packet_facts(1)
    target = replace(packet.targets[0], name=LONG_NAME, address=LONG_NAME)
    team = tuple(replace(person, name=f"{person.name}·长名字") for person in packet.targets[0].inspectors * 3)
    yield replace(packet, targets=(replace(target, inspectors=team),), items=packet.items * 5)
    minutes = invented.minutes_facts(
        place=LONG_NAME, present=LONG_NAME * 3, remarks=f"{LONG_NAME}\n" * 30, seed_text="", strata=strata
    )
    yield replace(minutes, rounds=invented.rounds(*[("ab" * 32, "ac" * 32)] * 40), public_value="ab" * 32)
    notice = invented.notice_facts()
    yield replace(notice, strata=tuple(replace(notice.strata[0], name=f"{LONG_STRATUM}{n}") for n in range(40)))


def test_long_texts_wrap_and_nothing_overlaps(fonts: Fonts, read_text: ReadText) -> None:
    assert len(LONG_NAME) >= 120
    for facts in long_papers():
        pdf = render(facts, str, fonts)
        boxes = Boxes()
        boxes.feed("".join(read_text(pdf, "-bbox")))
        assert len(boxes.words) > 100
        assert boxes.overlaps() == []
        assert boxes.outside() == []
        if LONG_NAME in repr(facts):
            assert LONG_NAME in squash("".join(read_text(pdf)))


class Boxes(HTMLParser):
    """The words of every page with their places, from `pdftotext -bbox`."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[int, float, float, float]] = []  # page, line, from, to
        self._page = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._page += tag == "page"
        if tag == "word":
            place = {key: float(value or 0) for key, value in attrs}
            self.words.append((self._page, round(place["ymax"], 1), place["xmin"], place["xmax"]))

    def overlaps(self) -> list[tuple[Any, Any]]:
        """Neighbours on one line that share more than rounding does."""
        ordered = sorted(self.words)
        return [(a, b) for a, b in pairwise(ordered) if a[:2] == b[:2] and b[2] < a[3] - 0.6]

    def outside(self) -> list[Any]:
        return [word for word in self.words if word[2] < 40 or word[3] > 556]


@pytest.mark.parametrize("rows", range(24, 56))
def test_the_last_row_of_a_table_takes_another_along(floor: Fonts, read_text: ReadText, rows: int) -> None:
    pages = read_text(render(invented.publication_facts(rows), str, floor), "-layout")
    numbers = [int(found[1]) for found in re.finditer(r"^ *(\d+) .*\d{4}-\d\d-\d\d", pages[-1], re.M)]
    assert {rows - 1, rows} <= set(numbers)


def test_a_registration_number_is_printed_as_on_its_licence(floor: Fonts, read_text: ReadText) -> None:
    """Only who computes a ticket needs the mark that SSJ1 gives it, and the list of targets tells him."""
    number, said = "440301103097413", "计算时在号码前加上R:两个字符"
    targets, packet = invented.target_list_facts(5), invented.packet_facts(2)
    results = invented.publication_facts(5)
    for facts, rows in ((targets, "targets"), (packet, "targets"), (results, "results")):
        first, *others = getattr(facts, rows)
        changed: Any = replace(facts, **{rows: (*others, replace(first, id=f"R:{number}"))})
        text = squash("".join(read_text(render(changed, str, floor))))
        assert number in text
        assert f"R:{number}" not in text
        assert (said in text) == (facts is targets)
    assert said not in squash("".join(read_text(render(targets, str, floor))))
    rows_of_data = open_data(replace(results, results=(replace(results.results[0], id=f"R:{number}"),)))
    assert rows_of_data.decode("utf-8-sig").splitlines()[1].split(",")[2] == number
