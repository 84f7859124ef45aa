"""Findings go up through three signatures, come back with a reason, and are published as they were signed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from sampler.errors import Conflict, Invalid, Missing, Refused, SamplerError
from sampler.plan import TaskState
from sampler.seed import sha256_hex
from sampler.store.queries.findings import current_findings
from sampler.store.queries.papers import papers_of, public_paper
from sampler.store.queries.publications import publications
from sampler.store.session import Store
from sampler.store.tables.papers import PaperKind
from sampler.work import publications as releases
from sampler.work.papers import Paper
from tests.sampler.work.office import FIRST, SALT, SECOND, THIRD, Office

ID = "410212-2026-11-001"


@pytest.fixture
def checking(office: Office) -> Office:
    """An office whose draw is dispatched."""
    office.freeze(ID)
    office.announce(ID)
    office.hold_ceremony(ID)
    office.dispatch(ID)
    return office


def refused(act: Callable[[], object], code: str, kind: type[SamplerError] = Refused) -> None:
    with pytest.raises(kind, match=code):
        act()


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that the block sends; rows in one batch are one statement."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(store.engine, "before_cursor_execute", note)


def test_what_was_submitted_is_what_is_read(checking: Office) -> None:
    first, *others = checking.drawn(ID)
    clear = [checking.finding(entity_id) for entity_id in others]
    found = checking.finding(first, "unreachable", "pending", disposal="listed_abnormal", note="门牌已拆\t𠮷")
    checking.submit(ID, [found, *clear])
    with checking.store.reading() as session:
        assert current_findings(session, ID) == tuple(sorted([found, *clear], key=lambda finding: finding.id))


def test_a_batch_is_entered_whole_or_not_at_all(checking: Office) -> None:
    first, *_ = checking.drawn(ID)
    refused(
        lambda: checking.submit(ID, [checking.finding(first), checking.finding("9" * 18)]), "target_unknown", Missing
    )
    refused(lambda: checking.submit(ID, [checking.finding(first)] * 2), "finding_given_twice", Invalid)
    early = checking.finding(first, finished_on=checking.today() - timedelta(days=3))
    refused(lambda: checking.submit(ID, [early]), "finished_before_draw", Invalid)
    late = checking.finding(first, finished_on=checking.today() + timedelta(days=30))
    refused(lambda: checking.submit(ID, [late]), "finished_in_future", Invalid)
    refused(lambda: checking.submit(ID, []), "findings_missing", Invalid)
    with checking.store.reading() as session:
        assert current_findings(session, ID) == ()
    assert checking.detail(ID).summary.state is TaskState.DISPATCHED
    assert checking.trail()[-1][0] == "dispatch"


def test_findings_are_taken_from_the_dispatch_on(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    office.hold_ceremony(ID)
    refused(lambda: office.submit(ID), "move_not_allowed")


def test_a_finding_under_review_is_not_overwritten(checking: Office) -> None:
    checking.submit(ID)
    refused(lambda: checking.submit(ID), "move_not_allowed")
    checking.review_first(ID)
    refused(lambda: checking.submit(ID), "move_not_allowed")


def test_signatures_come_in_their_order(checking: Office) -> None:
    refused(lambda: checking.review_first(ID), "nothing_to_review")
    checking.submit(ID)
    refused(lambda: checking.review_second(ID), "nothing_to_review")
    refused(lambda: checking.review_second(ID, checking.drawn(ID)), "move_not_allowed")
    refused(lambda: checking.release(ID), "move_not_allowed")
    assert checking.review_first(ID) == len(checking.drawn(ID))
    refused(lambda: checking.release(ID), "move_not_allowed")
    assert checking.review_second(ID) == len(checking.drawn(ID))
    checking.release(ID)


def test_no_choice_signs_nothing(checking: Office) -> None:
    checking.submit(ID)
    refused(lambda: checking.review_first(ID, []), "nothing_to_review")
    assert checking.review_first(ID, checking.drawn(ID)[:1] * 2) == 1


def test_three_people_sign(checking: Office) -> None:
    checking.submit(ID)
    checking.review_first(ID)
    refused(lambda: checking.review_second(ID, by=FIRST), "signed_already")
    checking.review_second(ID)
    refused(lambda: checking.release(ID, by=FIRST), "signed_already")
    refused(lambda: checking.release(ID, by=SECOND), "signed_already")
    checking.release(ID, by=THIRD)


def test_what_was_sent_back_is_signed_anew(checking: Office) -> None:
    checking.submit(ID)
    checking.review_first(ID)
    first, *others = checking.drawn(ID)
    refused(lambda: checking.send_back(ID, [first], reason=""), "reason_missing", Invalid)
    checking.send_back(ID, [first], by=SECOND)
    refused(lambda: checking.review_second(ID, [first]), "move_not_allowed")
    checking.submit(ID, [checking.finding(first, "deregistered")])
    assert checking.review_first(ID, by=SECOND) == 1  # a new version: whoever sent it back may sign it first
    assert checking.review_second(ID, others) == len(others)
    refused(lambda: checking.review_second(ID, [first], by=SECOND), "signed_already")
    checking.review_second(ID, [first], by=FIRST)
    with checking.store.reading() as session:
        assert current_findings(session, ID)[0].codes == {"deregistered"}


def test_a_task_that_was_checked_stays_so_while_a_finding_is_mended(checking: Office) -> None:
    checking.submit(ID)
    assert checking.detail(ID).summary.state is TaskState.INSPECTED
    checking.send_back(ID, checking.drawn(ID)[:1])
    assert checking.detail(ID).summary.state is TaskState.INSPECTED
    refused(lambda: checking.release(ID), "move_not_allowed")


def test_papers_of_findings_that_changed_are_not_published(checking: Office) -> None:
    checking.submit(ID)
    checking.review_first(ID)
    checking.review_second(ID)
    made, digest = checking.result_papers(ID)
    first = checking.drawn(ID)[0]
    checking.send_back(ID, [first])
    checking.submit(ID, [checking.finding(first, "unreachable")])
    checking.review_first(ID)
    checking.review_second(ID)
    with pytest.raises(Conflict, match="findings_changed"), checking.store.transaction() as session:
        releases.release(session, THIRD, checking.tick(), ID, made, findings=digest)
    checking.release(ID)


def test_a_release_enters_the_chain_with_its_files(checking: Office) -> None:
    checking.submit(ID)
    checking.review_first(ID)
    checking.review_second(ID)
    made, _ = checking.result_papers(ID)
    entered = checking.release(ID)
    table = "".join(f"{paper.line()}\n" for paper in sorted(made, key=lambda paper: paper.name))
    assert entered.files["files.tsv"] == table.encode()
    assert (
        f"files_sha256={sha256_hex(table.encode())}\nreason=\napproved_by=U0001\n"
        in entered.files["entry.txt"].decode()
    )
    with checking.store.reading() as session:
        (line,) = publications(session, ID)
        listed = {paper.name: paper for paper in papers_of(session, ID)}
    assert (line.version, line.number, line.entry) == (1, entered.number, entered.hash)
    assert {name: paper.sha256 for name, paper in listed.items()} == {paper.name: paper.sha256 for paper in made}
    refused(lambda: checking.release(ID), "move_not_allowed")


def test_a_rehearsal_is_never_published(office: Office) -> None:
    office.freeze(ID, seed_format="rehearsal")
    office.announce(ID)
    office.hold_ceremony(ID)
    office.dispatch(ID)
    office.submit(ID)
    office.review_first(ID)
    office.review_second(ID)
    refused(lambda: office.release(ID), "rehearsal_not_published")


def test_a_release_publishes_results_and_nothing_else(checking: Office) -> None:
    checking.submit(ID)
    checking.review_first(ID)
    checking.review_second(ID)
    packet = Paper(kind=PaperKind.PACKET, name="packet.pdf", bytes=1, sha256="ab" * 32, bureau="410212101")
    for papers in ((), (packet,)):
        with pytest.raises(Invalid, match="publication_papers_wrong"), checking.store.transaction() as session:
            releases.release(session, THIRD, checking.tick(), ID, papers, findings="00" * 32)


def test_papers_are_registered_once_and_packets_are_not_public(checking: Office) -> None:
    notice = Paper(kind=PaperKind.NOTICE, name="notice.pdf", bytes=3, sha256="ab" * 32)
    packet = Paper(kind=PaperKind.PACKET, name="packet-1.pdf", bytes=1, sha256="cd" * 32, bureau="410212101")
    checking.register_papers(ID, notice, packet)
    checking.register_papers(ID, notice)
    checking.register_papers(ID, Paper(kind=PaperKind.NOTICE, name="notice.pdf", bytes=4, sha256="ef" * 32))
    with checking.store.reading() as session:
        lines = [(paper.name, paper.version, paper.public) for paper in papers_of(session, ID)]
        assert public_paper(session, "ab" * 32, "pdf").name == "notice.pdf"
        for sha256, extension in (("cd" * 32, "pdf"), ("ab" * 32, "df"), ("ab" * 32, "xlsx"), ("00" * 32, "pdf")):
            refused(lambda s=sha256, e=extension: public_paper(session, s, e), "paper_unknown", Missing)
    assert lines == [("notice.pdf", 1, True), ("packet-1.pdf", 1, False), ("notice.pdf", 2, True)]
    refused(
        lambda: checking.register_papers(ID, Paper(kind=PaperKind.OPEN_DATA, name="a.csv", bytes=1, sha256="ab" * 32)),
        "paper_without_release",
    )


@pytest.mark.parametrize("kind", [PaperKind.TARGET_LIST, PaperKind.PACKET, PaperKind.MINUTES])
def test_what_speaks_of_the_ceremony_is_made_after_it(office: Office, kind: PaperKind) -> None:
    paper = Paper(kind=kind, name="paper.pdf", bytes=3, sha256="ab" * 32)
    office.freeze(ID)
    office.announce(ID)
    refused(lambda: office.register_papers(ID, paper), "paper_before_ceremony")
    office.hold_ceremony(ID)
    office.register_papers(ID, paper)
    office.void(ID)
    if kind is PaperKind.MINUTES:
        office.register_papers(ID, paper)  # the ceremony was held all the same
    else:
        refused(lambda: office.register_papers(ID, paper), "paper_of_void_draw")


def test_the_targets_of_a_sealed_draw_are_for_the_bureaus_from_the_dispatch_on(office: Office) -> None:
    listed, packet, minutes = (
        Paper(kind=kind, name=f"{kind}.pdf", bytes=3, sha256="ab" * 32)
        for kind in (PaperKind.TARGET_LIST, PaperKind.PACKET, PaperKind.MINUTES)
    )
    office.freeze(ID, salt=SALT, open_by="2027-11-24T02:00:00Z")
    office.announce(ID)
    office.hold_ceremony(ID, salt=SALT)
    office.register_papers(ID, minutes)
    for paper in (listed, packet):
        refused(lambda p=paper: office.register_papers(ID, p), "draw_sealed")
    office.dispatch(ID)
    office.register_papers(ID, packet)
    refused(lambda: office.register_papers(ID, listed), "draw_sealed")
    with office.store.reading() as session:
        assert [(paper.kind, paper.public) for paper in papers_of(session, ID)] == [
            (PaperKind.MINUTES, False),
            (PaperKind.PACKET, False),
        ]


def test_a_draw_that_is_not_announced_has_no_papers(office: Office) -> None:
    office.freeze(ID)
    notice = Paper(kind=PaperKind.NOTICE, name="notice.pdf", bytes=3, sha256="ab" * 32)
    with pytest.raises(Refused, match="paper_before_announcement"):
        office.register_papers(ID, notice)
    office.announce(ID)
    with office.store.reading() as session, pytest.raises(Missing, match="paper_unknown"):
        public_paper(session, "ab" * 32, "pdf")
    office.register_papers(ID, notice)
    with office.store.reading() as session:
        assert public_paper(session, "ab" * 32, "pdf").sha256 == "ab" * 32


@pytest.mark.parametrize(("count", "drawn"), [(400, 102), (5389, 1348)])
def test_a_district_is_submitted_and_signed_by_few_statements(sqlite_database: Store, count: int, drawn: int) -> None:
    """1,348 targets, as in the demo, take few statements, as a hundred do: an act each, a trail entry an act."""
    office = Office(sqlite_database)
    office.register()
    office.freeze(ID, count=count)
    office.announce(ID)
    office.hold_ceremony(ID)
    office.dispatch(ID)
    assert len(office.drawn(ID)) == drawn
    with counted(sqlite_database) as statements:
        office.submit(ID)
        office.review_first(ID)
        office.review_second(ID)
        office.release(ID)
    assert len(statements) < 100
    assert [act for act, _, _ in office.trail()][-4:] == ["submit", "review_first", "review_second", "release"]
