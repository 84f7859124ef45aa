"""A void is asked for by one person and approved by another; what waits goes with the draw."""

import pytest

from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.plan import TaskState
from sampler.seed import salt_hash
from sampler.store.queries.ceremonies import VoidRequest, void_request
from sampler.trail import Actor
from sampler.work import draws, salts, voids
from tests.sampler.work.office import OPERATOR, SALT, SNAPSHOT, Office

ID = "410212-2026-11-001"
APPROVER = Actor(name="leader-1", origin="192.0.2.9")
REASON = "骰子落地"


def ask(office: Office, reason: str = REASON) -> None:
    with office.store.transaction() as session:
        voids.ask_void(session, OPERATOR, office.tick(), ID, reason=reason)


def approve(office: Office, reason: str = REASON, *, by: Actor = APPROVER, salt: str = "") -> None:
    with office.store.transaction() as session:
        entered = voids.approve_void(session, by, office.tick(), ID, reason=reason, salt=salt)
    if entered:
        office.keep(entered)


def waiting(office: Office) -> VoidRequest | None:
    with office.store.reading() as session:
        return void_request(session, ID)


def test_two_people_end_a_draw(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    ask(office)
    assert waiting(office) == VoidRequest(reason=REASON, person=OPERATOR.name, origin=OPERATOR.origin, at=office.now)
    approve(office)
    assert office.detail(ID).summary.state is TaskState.VOID
    assert waiting(office) is not None  # it says why, also of a draw that was never announced
    assert [act for act, _subject, _result in office.trail()][-2:] == ["ask_void", "void"]


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    office.freeze(ID)
    ask(office)
    with pytest.raises(Refused, match="approver_is_operator"):
        approve(office, by=OPERATOR)
    assert waiting(office) is not None


def test_what_was_not_asked_for_is_not_approved(office: Office) -> None:
    office.freeze(ID)
    with pytest.raises(Refused, match="void_not_asked"):
        approve(office)
    ask(office)
    ask(office, "名录有误")
    with pytest.raises(Conflict, match="void_asked_otherwise"):
        approve(office)
    approve(office, "名录有误")


def test_a_reason_is_given_and_names_nobody(office: Office) -> None:
    office.freeze(ID)
    for reason in ("", " "):
        with pytest.raises(Invalid, match="reason_missing"):
            ask(office, reason)


def test_a_draw_that_has_findings_is_not_voided(office: Office) -> None:
    office.publish(ID)
    with pytest.raises(Refused, match="move_not_allowed"):
        ask(office)


def test_a_thaw_takes_the_wish_and_the_salt_along(office: Office) -> None:
    kept = salt_hash(SALT)
    with office.store.transaction() as session:
        salts.keep_salt(session, office.now, kept, b"under its key")
    office.freeze(ID, salt=SALT, open_by="2026-12-24T00:00:00Z")
    ask(office)
    office.thaw(ID)
    assert waiting(office) is None
    with pytest.raises(Missing, match="salt_unknown"), office.store.reading() as session:
        salts.sealed_salt(session, kept)


@pytest.mark.parametrize("end", ["reveal", "void"])
def test_a_salt_that_was_told_is_not_kept(office: Office, end: str) -> None:
    kept = salt_hash(SALT)
    with office.store.transaction() as session:
        salts.keep_salt(session, office.now, kept, b"under its key")
    office.freeze(ID, salt=SALT, open_by="2026-12-24T00:00:00Z")
    office.announce(ID)
    office.hold_ceremony(ID, salt=SALT)
    with office.store.reading() as session:
        assert salts.sealed_salt(session, kept) == b"under its key"
    office.reveal(ID) if end == "reveal" else office.void(ID, salt=SALT)
    with pytest.raises(Missing, match="salt_unknown"), office.store.reading() as session:
        salts.sealed_salt(session, kept)


def test_what_is_not_listed_is_sealed(office: Office) -> None:
    frozen = office.prepare(ID)
    with pytest.raises(Invalid, match="unlisted_not_sealed"), office.store.transaction() as session:
        draws.freeze(session, OPERATOR, office.now, frozen, title="年度抽查", snapshot=SNAPSHOT, listed=False)
