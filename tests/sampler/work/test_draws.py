"""From a freeze to an end: what each act changes, and when it is refused."""

import threading
from datetime import timedelta

import pytest

from sampler.ceremony import Frozen, complete
from sampler.chain import Place
from sampler.errors import Conflict, Invalid, Missing, Refused
from sampler.plan import TaskState
from sampler.seed import format_time, sha256_hex
from sampler.store.queries.draws import all_draws, published_draws
from sampler.store.queries.entries import public_entries
from sampler.store.queries.snapshots import snapshots
from sampler.store.queries.standing import void_draws
from sampler.work import ceremony, draws
from sampler.work.acts import record_refusal
from tests.sampler.work.office import OPERATOR, SALT, SEED_AT, SNAPSHOT, Office

ID = "410212-2026-11-001"
SEALED = {"salt": SALT, "open_by": "2026-12-20T00:00:00Z"}


def state(office: Office, draw_id: str = ID) -> TaskState:
    with office.store.reading() as session:
        return next(draw.state for draw in all_draws(session) if draw.draw_id == draw_id)


def test_a_draw_goes_its_way(office: Office) -> None:
    seen = []
    office.freeze(ID)
    seen.append(state(office))
    office.announce(ID)
    seen.append(state(office))
    office.hold_ceremony(ID)
    seen.append(state(office))
    office.dispatch(ID)
    seen.append(state(office))
    first, *others = office.drawn(ID)
    office.submit(ID, [office.finding(first)])
    seen.append(state(office))
    office.submit(ID, [office.finding(entity_id) for entity_id in others])
    seen.append(state(office))
    office.review_first(ID)
    office.review_second(ID)
    office.release(ID)
    seen.append(state(office))
    office.close(ID)
    seen.append(state(office))
    assert seen == [
        "frozen", "announced", "drawn", "dispatched", "inspecting", "inspected", "released", "closed",
    ]  # fmt: skip
    acts = [act for act, _, _ in office.trail()]
    assert acts == [
        "register_snapshot", "freeze", "announce", "type_value", "type_value", "hold_ceremony",
        "dispatch", "submit", "submit", "review_first",
        "review_second", "release", "close",
    ]  # fmt: skip
    assert office.verified().ok


def test_a_draw_is_public_from_its_announcement(office: Office) -> None:
    office.freeze(ID)
    with office.store.reading() as session:
        assert published_draws(session) == ()
    with pytest.raises(Missing, match="draw_unknown"):
        office.detail(ID)
    office.announce(ID)
    with office.store.reading() as session:
        assert [draw.draw_id for draw in published_draws(session)] == [ID]
    assert office.detail(ID).summary.state is TaskState.ANNOUNCED


def test_a_draw_id_is_used_once(office: Office) -> None:
    office.freeze(ID)
    with pytest.raises(Conflict, match="draw_id_taken"):
        office.freeze(ID)


def test_a_title_is_public(office: Office) -> None:
    office.tick()
    with pytest.raises(Invalid, match="private_data_in_text"), office.store.transaction() as session:
        draws.freeze(session, OPERATOR, office.now, office.prepare(ID), title="咨询13800138000", snapshot=SNAPSHOT)


def test_a_freeze_needs_its_snapshot(office: Office) -> None:
    frozen = office.prepare(ID)
    with pytest.raises(Missing, match="snapshot_unknown"), office.store.transaction() as session:
        draws.freeze(session, OPERATOR, office.now, frozen, title="x", snapshot="00" * 32)
    office.enter(frozen)


def test_two_operators_cannot_fork_the_chain(office: Office) -> None:
    office.freeze("410212-a")
    office.freeze("410212-b")
    mine, theirs = office.place("410212-a"), office.place("410212-b")
    assert mine.notice.number == theirs.notice.number == 1
    office.enter_notice(theirs)
    with pytest.raises(Conflict, match="chain_moved_on"):
        office.enter_notice(mine)
    assert office.announce("410212-a").notice.prev == theirs.notice_hash


def test_of_announcements_at_once_one_is_entered(office: Office) -> None:
    for name in "abcd":
        office.freeze(f"410212-{name}")
    placed = [office.place(f"410212-{name}") for name in "abcd"]
    barrier = threading.Barrier(len(placed))
    codes: list[str] = []

    def enter(announced: Frozen) -> None:
        barrier.wait()
        try:
            office.enter_notice(announced)
            codes.append("entered")
        except Conflict as conflict:
            codes.append(conflict.code)

    threads = [threading.Thread(target=enter, args=(announced,)) for announced in placed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["chain_moved_on", "chain_moved_on", "chain_moved_on", "entered"]
    assert [act for act, _, _ in office.trail()].count("announce") == 1


def test_a_database_holds_the_chain_of_one_authority(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    theirs = office.prepare("410213-1", place=Place(authority="410213"))
    with pytest.raises(Refused, match="authority_differs"):
        office.enter(theirs)


def test_a_ceremony_computed_before_another_entry_is_refused(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    record = office.complete(ID)
    office.freeze("410212-other")
    office.announce("410212-other")
    with office.store.transaction() as session:
        office.type_twice(session, ID)
    with pytest.raises(Conflict, match="chain_moved_on"), office.store.transaction() as session:
        ceremony.hold_ceremony(session, OPERATOR, office.now, record)
    assert state(office) is TaskState.ANNOUNCED
    office.hold_ceremony(ID)
    assert state(office) is TaskState.DRAWN


def test_the_announcement_is_before_the_seed(office: Office) -> None:
    office.freeze(ID)
    office.tick(SEED_AT)
    with pytest.raises(Refused, match="announced_after_seed"):
        office.announce(ID)
    office.void(ID)


def test_what_is_announced_is_what_was_frozen(office: Office) -> None:
    thawed = office.freeze(ID)
    office.thaw(ID)
    office.freeze(ID, count=15)
    office.frozen[ID] = thawed
    with pytest.raises(Conflict, match="notice_differs"):
        office.announce(ID)


def test_a_notice_is_dated_by_its_announcement(office: Office) -> None:
    office.freeze(ID)
    announced = office.place(ID)
    office.tick()
    with pytest.raises(Conflict, match="notice_differs"):
        office.enter_notice(announced)
    assert office.announce(ID).notice.at == format_time(office.now)
    assert office.detail(ID).summary.announced_at == office.now


def test_a_ceremony_is_of_the_notice_that_was_announced(office: Office) -> None:
    frozen = office.freeze(ID)
    office.announce(ID)
    record = complete(frozen, "31415926535897932384", at=frozen.notice.seed_at)
    office.tick(SEED_AT)
    with office.store.transaction() as session:
        office.type_twice(session, ID)
    with pytest.raises(Conflict, match="notice_differs"), office.store.transaction() as session:
        ceremony.hold_ceremony(session, OPERATOR, office.now, record)


def test_a_thaw_leaves_nothing_but_the_trail(office: Office) -> None:
    office.freeze(ID)
    office.thaw(ID)
    with office.store.reading() as session:
        assert all_draws(session) == ()
    assert office.prepare("410212-next").notice.number == 1
    assert [act for act, _, _ in office.trail()] == ["register_snapshot", "freeze", "thaw"]
    office.publish(ID)


def test_a_freeze_stands_in_nobodys_way(office: Office) -> None:
    office.freeze("410212-a")
    office.announce("410212-a")
    office.freeze(ID)
    office.freeze("410212-b")
    office.announce("410212-b")
    office.hold_ceremony("410212-a")
    office.announce(ID)
    with office.store.reading() as session:
        assert [(entry.number, entry.draw_id) for entry in public_entries(session)] == [
            (1, "410212-a"), (2, "410212-b"), (3, "410212-a"), (4, "410212-a"), (5, ID),
        ]  # fmt: skip


def test_a_draw_that_was_never_announced_ends_void_without_an_entry(office: Office) -> None:
    frozen = office.freeze(ID)
    assert office.void(ID) is None
    assert state(office) is TaskState.VOID
    with office.store.reading() as session:
        assert public_entries(session) == ()
        assert void_draws(session) == ()
    assert office.trail()[-1] == ("void", f"draw:{ID}", "done")
    with pytest.raises(Missing, match="draw_unknown"):
        office.detail(ID)
    with pytest.raises(Refused, match="redraw_of_no_void_draw"):
        office.freeze("410212-again", redraw_of=frozen.notice_hash)
    assert office.freeze("410212-b").notice.number == 1


def test_an_announced_draw_cannot_be_thawed(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    with pytest.raises(Refused, match="move_not_allowed"):
        office.thaw(ID)


def test_a_void_needs_another_person_and_a_reason(office: Office) -> None:
    office.freeze(ID)
    with pytest.raises(Refused, match="approver_is_operator"):
        office.void(ID, approved_by=OPERATOR.name)
    with pytest.raises(Invalid, match="reason_missing"):
        office.void(ID, reason=" ")
    with pytest.raises(Invalid, match="private_data_in_text"):
        office.void(ID, reason="见证人电话138-0013-8000")
    office.hire("leader", "王芳")
    for reason in ("王芳未到场", "账号leader未到场"):
        with pytest.raises(Invalid, match="person_in_text"):
            office.void(ID, reason=reason)
    office.announce(ID)
    entered = office.void(ID)
    assert entered is not None
    assert entered.number == 2
    text = entered.files["entry.txt"].decode()
    assert text.startswith("SSJ1 void\nauthority=410212\nnumber=2\n")
    assert text.endswith("reason=骰子落地\napproved_by=U0002\nsalt=\n")  # the leader was first
    assert office.detail(ID).summary.state is TaskState.VOID


def test_a_redraw_repeats_a_void_draw(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    repeated = office.frozen[ID].notice_hash
    with pytest.raises(Refused, match="redraw_of_no_void_draw"):
        office.freeze("410212-again", redraw_of=repeated)
    office.void(ID)
    office.freeze("410212-again", redraw_of=repeated)
    office.announce("410212-again")
    assert office.detail("410212-again").redraw_of == repeated


def test_a_sealed_draw_is_opened_by_its_salt(office: Office) -> None:
    office.freeze(ID, **SEALED)
    office.announce(ID)
    with pytest.raises(Refused, match="nothing_to_reveal"):
        office.reveal(ID)
    office.hold_ceremony(ID, salt=SALT)
    with pytest.raises(Invalid, match="salt_does_not_fit"):
        office.reveal(ID, salt="ff" * 32)
    assert office.detail(ID).sealed
    text = office.reveal(ID).files["entry.txt"].decode()
    assert text.startswith("SSJ1 opening\n")
    assert text.endswith(f"salt={SALT}\n")
    assert not office.detail(ID).sealed
    with pytest.raises(Refused, match="nothing_to_reveal"):
        office.reveal(ID)


def test_a_sealed_draw_that_ends_void_tells_its_salt(office: Office) -> None:
    office.freeze(ID, **SEALED)
    office.announce(ID)
    with pytest.raises(Invalid, match="salt_does_not_fit"):
        office.void(ID)
    entered = office.void(ID, salt=SALT)
    assert entered is not None
    assert f"salt={SALT}\n" in entered.files["entry.txt"].decode()


def test_a_sealed_draw_that_was_opened_may_still_end_void(office: Office) -> None:
    office.freeze(ID, **SEALED)
    office.announce(ID)
    office.hold_ceremony(ID, salt=SALT)
    office.reveal(ID)
    office.void(ID, salt=SALT)
    assert state(office) is TaskState.VOID


def test_an_open_draw_has_no_salt_to_tell(office: Office) -> None:
    office.freeze(ID)
    with pytest.raises(Invalid, match="salt_does_not_fit"):
        office.void(ID, salt=SALT)


def test_an_entry_is_never_before_the_last_one(office: Office) -> None:
    office.freeze(ID)
    office.announce(ID)
    office.tick(timedelta(minutes=-30))
    with pytest.raises(Invalid, match="times_out_of_order"):
        office.void(ID)


def test_the_chain_is_without_gap_or_fork(office: Office) -> None:
    office.publish(ID)
    office.freeze("410212-b")
    office.announce("410212-b")
    office.void("410212-b")
    prev = "0" * 64
    with office.store.reading() as session:
        entries = [
            (entry.number, entry.prev, entry.hash, entry.kind, entry.text, entry.attachment)
            for entry in draws.chain.entries(session)
        ]
    assert [entry[3] for entry in entries] == ["draw", "ceremony", "outcome", "publication", "draw", "void"]
    for number, (said, named, digest, _, text, _) in enumerate(entries, 1):
        assert (said, named, digest) == (number, prev, sha256_hex(text))
        prev = digest
    table = entries[3][5]
    assert table is not None
    assert f"files_sha256={sha256_hex(table)}\n".encode() in entries[3][4]


def test_a_refusal_is_written_in_its_own_transaction(office: Office) -> None:
    office.freeze(ID)
    with pytest.raises(Refused) as caught:
        office.dispatch(ID)
    with office.store.transaction() as session:
        record_refusal(session, OPERATOR, office.now, "dispatch", draws.subject(ID), caught.value)
    assert office.trail()[-1] == ("dispatch", f"draw:{ID}", "move_not_allowed")
    assert office.verified().ok


def test_an_unknown_draw_is_missing(office: Office) -> None:
    with pytest.raises(Missing, match="draw_unknown"):
        office.announce("410212-none")


def test_a_snapshot_is_one_however_often_it_comes(office: Office) -> None:
    office.register()
    assert [act for act, _, _ in office.trail()] == ["register_snapshot", "register_snapshot"]
    with office.store.reading() as session:
        assert [line.digest for line in snapshots(session)] == [SNAPSHOT]
