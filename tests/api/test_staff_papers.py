"""The papers of a draw on the staff's pages: who may have them made, in which state, and to whom they are handed."""

import io
import shutil
import subprocess
from datetime import timedelta
from time import sleep
from zipfile import ZipFile

from werkzeug.test import TestResponse

from api.wiring import Wiring, now
from sampler.day import day_in_china
from sampler.finding import Finding
from sampler.plan import TaskState
from sampler.record import SEED
from sampler.seed import sha256_hex
from sampler.store.queries.packets import PacketLine, packets
from sampler.store.tables.papers import PaperKind
from sampler.trail import Actor
from sampler.verify import verify
from sampler.work import findings, reviews
from tests.api.page import read_page
from tests.api.people import FOREIGN, OWN, Desk, create, trail_of
from tests.api.test_staff_draws import DIGITS, ID, SEALED, act, desk_of, freeze, local, standing, wiring
from tests.system_parts import missing

__all__ = ["wiring"]  # a fixture

SAID = {
    "place": "三楼会议室",
    "present": "特邀监督员 2 人",
    "remarks": "全程录像\r\n光盘附后",
    "minutes_number": "祥市监〔2026〕3号",
}
SLIP = DIGITS[:-1] + "3"
PAGE = f"/staff/draws/{ID}"


def draw(wiring: Wiring, **changed: str) -> Desk:
    """The operator's desk after a ceremony in which the witness slipped once; half are drawn, some of each bureau."""
    operator, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    freeze(wiring, operator, seed_at=local(timedelta(seconds=12)), sizes="1/2", **changed)
    act(operator, "announce")
    assert standing(wiring).summary.announced_at is not None
    while now() < standing(wiring).summary.seed_at:
        sleep(0.2)
    for value in (SLIP, DIGITS):
        operator.post(f"{PAGE}/ceremony/value", {"value": DIGITS})
        witness.post(f"{PAGE}/witness", {"value": value})
    act(operator, "ceremony")
    assert standing(wiring).ceremony_at is not None
    return operator


def kinds(wiring: Wiring) -> list[PaperKind]:
    return [paper.kind for paper in standing(wiring).papers]


def minutes(desk: Desk, version: int = 1) -> TestResponse:
    return desk.get(f"{PAGE}/minutes/{version}.pdf", buffered=True)


def text_of(pdf: bytes) -> str:
    if not shutil.which("pdftotext"):
        missing("poppler")
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def made_packets(wiring: Wiring) -> dict[str, PacketLine]:
    with wiring.store.reading() as session:
        return {line.bureau: line for line in packets(session, ID)}


def seed_of(wiring: Wiring) -> str:
    return sha256_hex(wiring.files.read_record(ID)[SEED])


def test_before_the_ceremony_nothing_of_it_is_made(wiring: Wiring) -> None:
    desk = desk_of(wiring, "operator")
    freeze(wiring, desk)
    assert "制作公文" not in desk.get(PAGE).text
    act(desk, "announce")
    page = desk.get(PAGE).text
    assert f"{PAGE}/papers/notice" in page
    for path, given in (("minutes", SAID), ("packets", {"deadline": "2027-01-31"}), ("papers/target_list", {})):
        assert f'action="{PAGE}/{path}"' not in page
        assert "摇号以后才能制作" in act(desk, path, given)
        told = trail_of(wiring)[-1]
        assert (told.act, told.result) == ("register_papers", "paper_before_ceremony")
    act(desk, "papers/notice", {"notice_number": "祥市监〔2026〕1号"})
    assert kinds(wiring) == [PaperKind.NOTICE] * 2  # the announcement's, and one with a number beside it


def test_an_open_draw_from_its_minutes_to_its_publication(wiring: Wiring) -> None:
    operator = draw(wiring)
    read_page(PAGE, operator.get(PAGE))
    hold_forms_to_their_bounds(operator)
    hand_out_minutes(wiring, operator)
    assert f"/draws/{ID}" in act(operator, "papers/target_list")
    assert "抽查名单公告" in operator.get(f"/draws/{ID}").text
    hand_out_packets(wiring, operator)
    act(operator, "dispatch")
    release(wiring, operator)


def hold_forms_to_their_bounds(operator: Desk) -> None:
    """What is wrong stands beside its field, what was typed is still there, and nothing is queued."""
    for path, given, field in (
        ("minutes", {**SAID, "place": "楼" * 201}, "place"),
        ("minutes", {**SAID, "present": "王某 13800000001"}, "present"),
        ("minutes", {**SAID, "minutes_number": "号" * 101}, "minutes_number"),
        ("packets", {"deadline": "soon"}, "deadline"),
        ("packets", {"deadline": "2027-01-31", "packets_number": "电话 13800000001"}, "packets_number"),
        ("papers/target_list", {"target_list_number": "号" * 101}, "target_list_number"),
    ):
        answer = operator.post(f"{PAGE}/{path}", given)
        assert answer.status_code == 400, path
        read_page(PAGE, answer)
        assert f'id="{field}_wrong"' in answer.text
        assert given[field][:30] in answer.text
    assert standing(operator.wiring).jobs == ()


def hand_out_minutes(wiring: Wiring, operator: Desk) -> None:
    create(wiring, "other-witness", "witness", bureau=None)
    create(wiring, "clerk", f"bureau_clerk@{OWN}", bureau=OWN)
    assert "会议记录" in act(operator, "minutes", SAID)
    pdf = minutes(operator).data
    said = text_of(pdf)
    for words in (
        "operator的姓名",
        "witness的姓名",
        "三楼会议室",
        "光盘附后",
        f"{SLIP[:-1]}【3】",
        f"{SLIP[:-1]}【4】",
        seed_of(wiring),
    ):
        assert words in said, words
    assert minutes(operator).headers["Content-Disposition"].endswith(f"{ID}-minutes.pdf")
    for name, status in (("witness", 200), ("approver", 200), ("auditor", 200), ("other-witness", 403), ("clerk", 403)):
        desk = desk_of(wiring, name)
        assert minutes(desk).status_code == status, name
        assert (f"{PAGE}/minutes/1.pdf" in desk.get(PAGE).text) == (status == 200), name
    refusal = trail_of(wiring)[-1]
    assert (refusal.actor, refusal.act, refusal.result) == ("clerk", "see_minutes", "act_not_allowed")
    act(operator, "minutes", {**SAID, "place": "一楼大厅"})
    assert (minutes(operator).data, "一楼大厅" in text_of(minutes(operator, 2).data)) == (pdf, True)
    sha256 = standing(wiring).papers[-1].sha256
    assert operator.get(f"/papers/{sha256}.pdf").status_code == 404  # it is no public paper
    assert minutes(operator, 3).status_code == 404


def hand_out_packets(wiring: Wiring, operator: Desk) -> None:
    assert set(made_packets(wiring)) == {OWN, FOREIGN}
    act(operator, "packets", {"deadline": "2027-01-31", "packets_number": "祥市监〔2026〕4号"})
    clerk = desk_of(wiring, "clerk")
    page = clerk.get(PAGE).text
    for bureau, line in made_packets(wiring).items():
        assert sorted(paper.name for paper in line.papers) == [f"packet-{bureau}.pdf", f"packet-{bureau}.xlsx"]
        for paper in line.papers:
            path = f"{PAGE}/packets/{bureau}/{paper.version}/{paper.name}"
            assert operator.get(path, buffered=True).status_code == 200
            assert (path in page) == (bureau == OWN)
            answer = clerk.get(path, buffered=True)
            assert answer.status_code == (200 if bureau == OWN else 403)
            passed_off = clerk.get(path.replace(f"/{bureau}/", f"/{OWN}/"), buffered=True)
            assert passed_off.status_code == (200 if bureau == OWN else 404)
            if bureau == OWN and paper.name.endswith("pdf"):
                assert "2027年1月31日" in text_of(answer.data)
            elif bureau == OWN:
                assert "xl/workbook.xml" in ZipFile(io.BytesIO(answer.data)).namelist()
    assert "/packets/" not in desk_of(wiring, "witness").get(PAGE).text


def release(wiring: Wiring, operator: Desk) -> None:
    """By the third reviewer, once every finding bears two signatures."""
    today = day_in_china(now())
    drawn = wiring.files.read_record(ID)["40-sample.tsv"].decode().splitlines()
    found = [Finding(id=row.split("\t")[3], codes=frozenset({"none_found"}), finished_on=today) for row in drawn]
    approver = desk_of(wiring, "approver")
    assert "审发并公示结果" not in approver.get(PAGE).text
    with wiring.store.transaction() as session:
        findings.submit(session, Actor(name="inspector"), now(), ID, found)
        reviews.review_first(session, Actor(name="first"), now(), ID)
        reviews.review_second(session, Actor(name="second"), now(), ID)
    assert "审发并公示结果" in approver.get(PAGE).text
    assert "审发并公示结果" not in operator.get(PAGE).text
    act(approver, "release", {"release_number": "祥市监〔2026〕5号", "plan": "2026年度抽查计划"})
    assert standing(wiring).summary.state is TaskState.RELEASED
    assert {PaperKind.PUBLICATION, PaperKind.OPEN_DATA} <= set(kinds(wiring))
    assert verify([wiring.files.record(ID)], chain=wiring.files.chain).ok


def test_a_sealed_draw_keeps_its_targets_until_they_are_handed_to_their_bureaus(wiring: Wiring) -> None:
    operator = draw(wiring, **SEALED, open_by=local(timedelta(days=30)))
    act(operator, "minutes", SAID)
    seed = seed_of(wiring)
    said = text_of(minutes(operator).data)
    assert ("揭示以前不写入本记录" in said, DIGITS in said, seed in said) == (True, True, False)
    for path, given in (("papers/target_list", {}), ("packets", {"deadline": "2027-01-31"})):
        assert f'action="{PAGE}/{path}"' not in operator.get(PAGE).text
        assert "还没有揭示" in act(operator, path, given)
        assert trail_of(wiring)[-1].result == "draw_sealed"
    assert "陈留市场监管所" not in operator.get(PAGE).text
    in_english = read_page(PAGE, operator.get(PAGE, headers={"Accept-Language": "en"})).text("main")
    assert "packets after the dispatch" in in_english
    act(operator, "dispatch")
    act(operator, "packets", {"deadline": "2027-01-31"})
    assert "还没有揭示" in act(operator, "papers/target_list")
    assert set(kinds(wiring)) == {PaperKind.NOTICE, PaperKind.MINUTES, PaperKind.PACKET}
    act(operator, "reveal")
    act(operator, "papers/target_list")
    act(operator, "minutes", SAID)
    assert kinds(wiring).count(PaperKind.TARGET_LIST) == 1
    assert (seed in text_of(minutes(operator, 2).data), seed in text_of(minutes(operator).data)) == (True, False)


def test_what_could_not_be_made_is_told_on_the_page(wiring: Wiring) -> None:
    """The snapshot's file is lost: no packet without its addresses."""
    operator = draw(wiring)
    wiring.files.snapshot(standing(wiring).snapshot).unlink()
    page = act(operator, "packets", {"deadline": "2027-01-31"})
    assert standing(wiring).failed is not None
    assert "生成任务单：" in page


def test_the_list_of_a_rehearsal_is_handed_to_the_staff_alone(wiring: Wiring) -> None:
    operator = draw(wiring, source="rehearsal")
    page = operator.get(PAGE).text
    assert "演练的名单不公开" in page
    assert f"{PAGE}/target-list/1.pdf" in act(operator, "papers/target_list")
    kept = operator.get(f"{PAGE}/target-list/1.pdf", buffered=True)
    assert kept.data.startswith(b"%PDF")
    assert "演练" in text_of(kept.data)
    assert "target-list" not in operator.get(f"/draws/{ID}").text
