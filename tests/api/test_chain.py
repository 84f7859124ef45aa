"""The chain's page: every entry, and every fault and caution that the checker finds, in plain words; the archive."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from api.chain import Answer, Judgement, Standing, judge
from api.pages.chain import page, told_of
from api.pages.faults import CAUTIONS, FAULTS
from api.proxies import REQUEST_ID
from sampler import verify as v
from sampler.errors import Broken
from sampler.plan import TaskState
from sampler.seed import parse_time
from sampler.store.queries.chain import public_chain
from sampler.store.queries.draws import DrawSummary
from sampler.store.queries.entries import EntryLine
from sampler.work import draws
from tests.api.conftest import Visit
from tests.api.page import Page, read_page
from tests.sampler.verify.authority import NOW, SALT, Authority, edit, first, team
from tests.site import ANNOUNCED, CALLED_OFF, FROZEN, OPERATOR, PUBLIC, RELEASED, SEALED, THIRD, VOID, Site

ENGLISH = {"Accept-Language": "en"}
LATE = [ANNOUNCED, CALLED_OFF]  # the newest first, as on the page


def test_every_rule_and_caution_has_its_words() -> None:
    assert set(FAULTS) == set(v.RULES)
    assert set(CAUTIONS) == set(v.CAUTIONS)


def test_what_is_overdue_shows_in_red(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """One draw of the site was announced and never held, one voided an hour late; one is opened by December."""
    monkeypatch.setattr("api.pages.chain.now", lambda: parse_time("2026-12-01T00:00:00Z"))
    told = visit("/chain")
    assert "有 2 处不合规则" in told.text()
    assert [draw_id for row in faulty(told) for draw_id in PUBLIC if draw_id in row] == LATE
    assert all("逾期：摇号时间过后 24 小时之内，既没有结果，也没有作废。" in row for row in faulty(told))
    monkeypatch.setattr("api.pages.chain.now", lambda: parse_time("2026-12-01T00:00:01Z"))
    assert [draw_id for row in faulty(visit("/chain")) for draw_id in PUBLIC if draw_id in row] == [SEALED, *LATE]


def faulty(told: Page) -> list[str]:
    return ["".join(row.itertext()) for row in told.all("tr") if row.get("class") == "faulty"]


def test_every_entry_is_there_with_its_hashes(visit: Visit, site: Site) -> None:
    text = visit("/chain").text()
    with site.wiring.store.reading() as session:
        files = public_chain(session)
    assert "名录有误" in text  # why a draw was voided
    assert all(draw_id in text for draw_id in PUBLIC)
    assert FROZEN not in text
    assert all(f"第 {number} 号" not in text for number in range(len(files.files), 99))


def test_the_archive_is_what_the_public_may_have_and_the_checker_reads(client: FlaskClient, tmp_path: Path) -> None:
    response = client.get("/chain.zip")
    assert client.get("/chain.zip").data == response.data
    with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
        names = packed.namelist()
        packed.extractall(tmp_path)
    assert not [name for name in names if FROZEN in name]
    assert not [name for name in names if name.startswith(f"chain/{SEALED}/") and name.split("/")[2][:2] in "204050SH"]
    assert f"chain/{RELEASED}/40-sample.tsv" in names
    command = [sys.executable, "-I", "-S", v.__file__, "--chain", "chain", "--now", "2026-11-09T00:00:00Z"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    failed = [line.split(": ")[:2] for line in checked.stdout.split("\n") if line.startswith("FAIL")]
    assert failed == [[f"FAIL {draw_id}/00-notice.txt", "outcome_in_time"] for draw_id in reversed(LATE)]
    again = client.get("/chain.zip", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_verdict_is_kept_until_something_happens(fresh_site: Site) -> None:
    files, judge_ = fresh_site.wiring.files, fresh_site.wiring.judge
    day = datetime(2026, 11, 9, tzinfo=UTC)

    def judgement(at: datetime) -> Judgement:
        with fresh_site.wiring.store.reading() as session:
            made = judge_.answer(files, public_chain(session), at, patience=None)
        assert made.judgement
        assert made.standing is Standing.CURRENT
        return made.judgement

    made = judgement(day)
    assert [fault.name for fault in made.faults] == ["outcome_in_time"] * 2
    (kept,) = (files.root / "verdicts").glob("*.json")
    written = kept.stat().st_mtime_ns
    assert judgement(day + timedelta(hours=1)) == made
    assert kept.stat().st_mtime_ns == written
    due = datetime(2026, 12, 1, tzinfo=UTC)
    assert judgement(due) == made
    assert [fault.name for fault in judgement(due + timedelta(seconds=1)).faults] == ["outcome_in_time"] * 2 + [
        "opened_in_time"
    ]
    assert len(list((files.root / "verdicts").glob("*.json"))) == 1
    (files.record(RELEASED) / "40-sample.tsv").write_bytes(b"")
    assert "sums" in {fault.name for fault in judgement(due).faults}
    (files.record(RELEASED) / "40-sample.tsv").unlink()
    assert ("present", f"{RELEASED}/40-sample.tsv") in {(fault.name, fault.file) for fault in judgement(due).faults}


def test_a_slow_check_is_said_to_be_under_way(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Answer(judgement=None, standing=Standing.UNDER_WAY)
    monkeypatch.setattr("api.chain.Judge.answer", lambda *arguments, **more: slow)
    assert "正在核验" in read_page("/chain", client.get("/chain")).text()


def fails(*arguments: object) -> Judgement:
    raise Broken("check_failed", reason="out of memory")


def seen_at(visit: Visit, monkeypatch: pytest.MonkeyPatch, time: str, path: str = "/chain") -> str:
    monkeypatch.setattr("api.pages.chain.now", lambda: parse_time(time))
    monkeypatch.setattr("api.pages.draws.now", lambda: parse_time(time))
    return visit(path).text()


@pytest.fixture
def fresh_visit(fresh_client: FlaskClient) -> Visit:
    return lambda path, **more: read_page(path, fresh_client.get(path, **more))


def test_an_old_verdict_is_told_as_one_where_the_check_fails(
    fresh_visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sealed draw is overdue from December on: no failing check may hide that."""
    fresh = seen_at(fresh_visit, monkeypatch, "2026-12-01T00:00:00Z")
    monkeypatch.setattr("api.chain.judge", fails)
    assert seen_at(fresh_visit, monkeypatch, "2026-12-01T00:00:00Z") == fresh
    assert not [words for words in ("较早一次", "没有完成", "已经逾期，") if words in fresh]
    late = seen_at(fresh_visit, monkeypatch, "2026-12-25T00:00:00Z")
    assert "现在的核验没有完成" in late
    assert "以下是较早一次核验的结果，不是现在的：时间截至 2026年11月" in late
    assert "有 1 次抽取已经逾期，下面的结果还没有算进去。" in late
    assert "应当有结果、作废或揭示的时间：2026年12月1日 08:00" in late
    assert "有 2 处不合规则" in late
    assert "对公告链的核验没有更新到现在" in seen_at(
        fresh_visit, monkeypatch, "2026-12-25T00:00:00Z", f"/draws/{SEALED}"
    )


def test_a_check_that_never_held_hides_no_overdue_draw(fresh_visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.chain.judge", fails)
    text = seen_at(fresh_visit, monkeypatch, "2026-12-25T00:00:00Z")
    assert "现在的核验没有完成" in text
    assert "有 2 次抽取已经逾期" in text  # announced and never held; sealed and never opened
    assert "全部成立" not in text


def test_an_old_verdict_is_told_as_one_while_files_that_changed_are_checked(
    fresh_site: Site, fresh_visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_at(fresh_visit, monkeypatch, "2026-12-01T00:00:00Z")
    done = Event()
    monkeypatch.setattr("api.chain.judge", lambda *arguments: done.wait(60) and fails())
    (fresh_site.wiring.files.record(RELEASED) / "40-sample.tsv").write_bytes(b"")
    text = seen_at(fresh_visit, monkeypatch, "2026-12-01T00:00:00Z")
    done.set()
    assert "正在核验。" in text
    assert "以下是较早一次核验的结果，不是现在的" in text


def test_a_verdict_of_another_version_is_none(fresh_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the version before, a fault had no template."""
    with fresh_site.wiring.store.reading() as session:
        chain = public_chain(session)
    at = datetime(2026, 11, 9, tzinfo=UTC)
    answer = fresh_site.wiring.judge.answer(fresh_site.wiring.files, chain, at, patience=None)
    assert answer.judgement
    (kept,) = (fresh_site.wiring.files.root / "verdicts").glob("*.json")
    document = json.loads(kept.read_bytes())
    del document["faults"][0]["fault"]
    kept.write_text(json.dumps(document))
    kept.rename(kept.with_name("0.json"))
    monkeypatch.setattr("api.chain.judge", fails)
    answer = fresh_site.wiring.judge.answer(fresh_site.wiring.files, chain, at, patience=None)
    assert (answer.judgement, answer.standing) == (None, Standing.FAILED)


# every fault and caution of SSJ1 sections 2, 5, 7, 8 and 9 that a chain can have, each on a chain of its own


def gap(a: Authority) -> None:
    a.draw("a").complete()
    a.number += 1
    a.draw("late").complete()


def fork(a: Authority) -> None:
    draw = a.draw("a").complete()
    a.draw("one").complete()
    a.draw("two", prev=v.H((draw.folder / v.OUTCOME).read_bytes())).complete()


def other_authority(a: Authority) -> None:
    a.draw("a").complete()
    a.draw("b", authority="410213").complete()


def prev(a: Authority) -> None:
    a.draw("a").complete()
    a.draw("b", prev="a" * 64).complete()


def backwards(a: Authority) -> None:
    a.draw("a").complete()
    a.draw("b", at="2026-11-10T00:00:00Z").complete()


def same_id(a: Authority) -> None:
    a.draw("a").complete()
    a.draw("b", draw_id="410212-a").complete()


def of_nothing(a: Authority) -> None:
    a.draw("a").complete().publish(of="a" * 64)


def second_ceremony(a: Authority) -> None:
    draw = a.draw("a").complete()
    draw.enter("ceremony", None, {"public_value": "1" * 20})


def after_void(a: Authority) -> None:
    draw = a.draw("a")
    draw.void()
    draw.ceremony()


def rehearsal_published(a: Authority) -> None:
    draw = a.draw("a", seed_format="rehearsal")
    draw.ceremony("practice")
    draw.outcome()
    draw.publish()


def overdue(a: Authority) -> None:
    a.draw("a")


def unopened(a: Authority) -> None:
    a.draw("a", salt=SALT).complete().seal()


def opened_without_files(a: Authority) -> None:
    draw = a.draw("a", salt=SALT).complete()
    draw.seal()
    draw.opening()


def wrong_salt(a: Authority) -> None:
    a.draw("a", salt=SALT).complete().opening(salt="f" * 64)


def unbound(a: Authority) -> None:
    draw = a.draw("a", salt=SALT)
    draw.ceremony()
    draw.outcome(record="a" * 64)
    draw.seal()
    draw.void()


def redraw_of_nothing(a: Authority) -> None:
    draw = a.draw("a").complete()
    a.draw("b", redraw_of=draw.hash).complete()


def without_table(a: Authority) -> None:
    a.draw("a").complete().publish()
    (a.root / "entries" / "4" / "files.tsv").unlink()


def other_table(a: Authority) -> None:
    a.draw("a").complete().publish()
    edit(a.root / "entries" / "4" / "files.tsv", "publication.pdf", "Publication.pdf")


def other_changes(a: Authority) -> None:
    draw = a.draw("a").complete()
    draw.change("replacement", [draw.replaced(first(draw))])
    edit(a.root / "entries" / "4" / "changes.tsv", "注销", "迁出")


def chosen_change(a: Authority) -> None:
    draw = a.draw("a").complete()
    target = first(draw)
    draw.change("reassignment", [f"{target}\t{team(draw, target)[0]}\tp9\tunavailable"])


def salt_line(a: Authority) -> None:
    draw = a.draw("a", salt=SALT).complete()
    target = first(draw)
    draw.change("reassignment", [draw.reassigned(target, team(draw, target)[0])], salt_line="")


def nothing_published(a: Authority) -> None:
    a.draw("a").complete().publish(files=())


def stray(a: Authority) -> None:
    (a.draw("a").complete().folder / "70-more.txt").write_text("x")


def misplaced(a: Authority) -> None:
    a.draw("a").complete().publish()
    (a.root / "entries" / "4").rename(a.root / "entries" / "5")


def linked(a: Authority) -> None:
    a.draw("a").complete()
    (a.root / "b").symlink_to(a.root / "a")


def swapped(a: Authority) -> None:
    path = a.draw("a").complete().folder / v.ASSIGNMENTS
    path.write_bytes(path.read_bytes().replace(b"\tp1", b"\tp9"))


def tampered(file: str, old: str, new: str) -> Callable[[Authority], None]:
    def make(a: Authority) -> None:
        edit(a.draw("a").complete().folder / file, old, new)

    return make


def missing(a: Authority) -> None:
    (a.draw("a").complete().folder / v.SAMPLE).unlink()


def late_void(a: Authority) -> None:
    a.draw("a").complete().void()


def rehearsal(a: Authority) -> None:
    draw = a.draw("a", seed_format="rehearsal")
    draw.ceremony("practice")
    draw.outcome()


def few_inspectors(a: Authority) -> None:
    a.draw("a", inspectors=[("a1", "101"), ("a2", "101"), ("b1", "102"), ("b2", "102")]).complete()


def unknown_beacon(a: Authority) -> None:
    a.draw("a", seed_format=f"drand:{'a' * 64}:7").void()


def reassigned_twice(a: Authority) -> None:
    draw = a.draw("a").complete()
    target = first(draw)
    for _ in range(2):
        draw.change("reassignment", [draw.reassigned(target, team(draw, target)[0])])


def whole_stratum(a: Authority) -> None:
    a.draw("a", **{"size.enterprise": "12"}).complete()


def sealed_changes(a: Authority) -> None:
    draw = a.draw("a", salt=SALT, open_by="2027-06-01T00:00:00Z").complete()
    target = first(draw)
    draw.change("reassignment", [draw.reassigned(target, team(draw, target)[0])])
    draw.seal()
    (a.root / "entries" / "4" / "changes.tsv").unlink()


def files_too_early(a: Authority) -> None:
    a.draw("a", salt=SALT, open_by="2027-06-01T00:00:00Z").complete()


def something_else(a: Authority) -> None:
    a.draw("a").complete()
    (a.root / "readme.txt").write_text("x")


def no_entry(a: Authority) -> None:
    (a.root / "entries").mkdir()


SHOWN: dict[str, Callable[[Authority], None]] = {
    "gap": gap,
    "fork": fork,
    "authority": other_authority,
    "same_draw": other_authority,
    "prev": prev,
    "at": backwards,
    "draw_id": same_id,
    "of": of_nothing,
    "order": after_void,
    "place": second_ceremony,
    "entries": no_entry,
    "rehearsal_unpublished": rehearsal_published,
    "outcome_in_time": overdue,
    "opened_in_time": unopened,
    "opened_files": opened_without_files,
    "salt": wrong_salt,
    "record_rebuilt": unbound,
    "redraw_of": redraw_of_nothing,
    "attached": without_table,
    "files_sha256": other_table,
    "changes_sha256": other_changes,
    "changes_recomputed": chosen_change,
    "salt_line": salt_line,
    "files_listed": nothing_published,
    "stray": stray,
    "plain": linked,
    "present": missing,
    "frame_sha256": tampered(v.FRAME, "91410212000000003X", "91410212000000003Y"),
    "sums": swapped,
    "seed_text": tampered(v.CEREMONY, "3141592653", "3141592654"),
    "sample_recomputed": tampered(v.SAMPLE, "enterprise\t1\t", "enterprise\t2\t"),
    "record": tampered(v.SUMS, "  00-notice.txt", "  00-Notice.txt"),
    "keys": tampered(v.NOTICE, "team_size=2\n", ""),
    "values": tampered(v.NOTICE, "team_size=2\n", "team_size=two\n"),
    "bytes": tampered(v.NOTICE, "SSJ1 draw\n", "SSJ1 draw\r\n"),
    "kind": tampered(v.NOTICE, "SSJ1 draw\n", "SSJ2 draw\n"),
    "voided_late": late_void,
    "rehearsal": rehearsal,
    "drand_time_unknown": unknown_beacon,
    "reassigned_again": reassigned_twice,
    "not_by_chance": whole_stratum,
    "few_inspectors": few_inspectors,
    "sealed": sealed_changes,
    "sealed_files": files_too_early,
    "not_read": something_else,
    "public_value_not_compared": late_void,
    "commitment_by_chain": late_void,
}


@pytest.fixture(scope="module")
def app(site: Site) -> Flask:
    return create_app(site.wiring)


def named(draw_id: str) -> DrawSummary:
    """A draw that is called by its id."""
    return DrawSummary(
        draw_id=draw_id,
        title=draw_id,
        state=TaskState.ANNOUNCED,
        authority="410212",
        number=1,
        at=parse_time(NOW),
        announced_at=parse_time(NOW),
        seed_at=parse_time(NOW),
        frame_count=20,
        drawn=None,
        sealed=False,
        rehearsal=False,
        demo=False,
        published_at=None,
    )


def answered(app: Flask, folder: Path, headers: dict[str, str] | None = None) -> tuple[TestResponse, Judgement]:
    """The page over the chain in a folder, whatever it holds."""
    judgement = judge(folder, NOW)
    seen = v.verify([], folder, now=NOW).entries
    entries = [
        EntryLine(
            number=entry.number,
            kind=entry.kind,
            draw_id=entry.file.partition("/")[0],
            at=parse_time(entry.at),
            hash=entry.hash,
            prev=entry.values["prev"],
        )
        for entry in {entry.hash: entry for entry in seen}.values()
    ]
    with app.test_request_context("/chain", headers=headers, environ_overrides={REQUEST_ID: "a test"}):
        app.preprocess_request()
        known = {entry.draw_id: named(entry.draw_id) for entry in entries}
        made = app.make_response(page(told_of(entries, Answer(judgement=judgement), known)))
        answer = app.process_response(made)
        return TestResponse([answer.data], answer.status, answer.headers, request), judgement


def shown(app: Flask, folder: Path, headers: dict[str, str] | None = None) -> tuple[Page, Judgement]:
    response, judgement = answered(app, folder, headers)
    return read_page("/chain", response), judgement


@pytest.mark.parametrize("name", SHOWN)
def test_every_fault_and_caution_shows_in_both_languages_and_in_the_shell(
    app: Flask, tmp_path: Path, name: str
) -> None:
    SHOWN[name](Authority(tmp_path))
    rules = {**{key: words for key, (_, *words) in v.RULES.items()}, **v.CAUTIONS}
    printed = subprocess.run(
        [sys.executable, "-I", "-S", v.__file__, "--chain", str(tmp_path), "--now", NOW],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert rules[name][0] in printed
    assert rules[name][1] in printed
    for headers in ({}, ENGLISH):
        told, judgement = shown(app, tmp_path, headers)
        assert name in {said.name for said in (*judgement.faults, *judgement.remarks)}
        with app.test_request_context("/chain", headers=headers):
            words = str({**FAULTS, **CAUTIONS}[name])
        assert " ".join(words.split()) in told.text()
        assert ("全部成立" in told.text() or "Every check holds" in told.text()) is (not judgement.faults)


def test_one_is_one_in_english(app: Flask, tmp_path: Path) -> None:
    overdue(Authority(tmp_path / "a"))
    assert "1 fault against the rules." in shown(app, tmp_path / "a", ENGLISH)[0].text()
    late_void(Authority(tmp_path / "b"))
    text = shown(app, tmp_path / "b", ENGLISH)[0].text()
    assert "In 1 place" in text
    assert "In 1 places" not in text


def test_the_page_is_quiet_about_numbers_that_are_nought(app: Flask, tmp_path: Path) -> None:
    Authority(tmp_path).draw("a").complete()
    told, _ = shown(app, tmp_path)
    assert not [name for name in ("few_inspectors", "reassigned_again") if str(CAUTIONS[name]) in told.text()]


def test_a_faulty_entry_is_marked_where_it_stands(app: Flask, tmp_path: Path) -> None:
    gap(Authority(tmp_path))
    told, judgement = shown(app, tmp_path)
    (row,) = faulty(told)
    assert "缺号" in row
    assert judgement.faults[0].file == "late/00-notice.txt"


def test_a_void_and_its_redraw_name_each_other(visit: Visit, site: Site) -> None:
    void, redraw, called_off = (visit(f"/draws/{draw_id}") for draw_id in (VOID, ANNOUNCED, CALLED_OFF))
    assert f"/draws/{ANNOUNCED}" in void.links()
    assert f"/draws/{VOID}" in redraw.links()
    assert f"/draws/{ANNOUNCED}" not in called_off.links()
    links = visit("/chain").links()
    notices = {draw_id: site.records[draw_id].frozen.notice_hash for draw_id in (VOID,)}
    assert f"/chain#{notices[VOID]}" in links


def test_a_late_void_shows_what_it_threw_away(visit: Visit, site: Site) -> None:
    """On the draw's page, on the chain's, and in the answer to a code."""
    late, thrown = "在种子已可得知之后作废", [target.id for target in site.records[VOID].drawn.targets]
    told, chain = visit(f"/draws/{VOID}").text(), visit("/chain").text()
    for text in (told, chain):
        assert late in text
        assert not [code for code in thrown if code not in text]
    assert f"当时抽出的 {len(thrown)} 户" in told
    assert "原因：名录有误" in told
    answer = visit(f"/search?credit_code={thrown[0]}").text()
    assert late in answer
    assert "按当时的种子，它会被抽中" in answer
    assert "代替它的重抽" in answer
    assert "这是一次重抽，代替已经作废的" in answer


def test_a_void_without_a_ceremony_has_nothing_to_show(visit: Visit) -> None:
    text = visit(f"/draws/{CALLED_OFF}").text()
    assert "在种子已可得知之后作废" in text  # a day late: somebody may have seen the dice
    assert "无法算出" in text
    assert "作废的名单" not in text


def test_a_void_before_the_seed_is_said_to_be_one(fresh_site: Site, fresh_client: FlaskClient) -> None:
    half_past = parse_time("2026-11-10T01:30:00Z")
    fresh_site.maker.enter_frozen()
    with fresh_site.wiring.store.transaction() as session:
        entered = draws.void(session, OPERATOR, half_past, FROZEN, reason="停电", approved_by=THIRD.name)
    assert entered is not None
    fresh_site.wiring.files.put_entry(entered.number, entered.files)
    text = read_page("/", fresh_client.get(f"/draws/{FROZEN}")).text()
    assert "作废在摇号时间之前" in text
    assert "已可得知之后" not in text
