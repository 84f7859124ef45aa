"""Signing in: counted before it is tried, complete only with what is asked for, over when nobody is there."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from sampler.credential import Policy, fingerprint
from sampler.errors import Missing, Refused
from sampler.store.queries.sessions import sessions_of
from sampler.store.queries.users import backup_codes_left
from sampler.store.session import Store
from sampler.store.tables.sessions import Stage
from sampler.trail import Actor
from sampler.work import attempts, sessions
from sampler.work.sessions import SecondFactor
from tests.sampler.work.people import KEPT, People

LI = Actor(name="li.na", origin="192.0.2.7")
ZHAO = Actor(name="zhao", origin="192.0.2.8")
CODES = ["first-code", "second-code"]


@pytest.fixture
def people(database: Store) -> People:
    people = People(database)
    people.found()
    people.create("li.na", "operator")
    people.create("zhao", "releasing_reviewer")
    return people


def enrol(people: People, token: str = "half", new: str = "whole", *, step: int = 100) -> None:
    device = SecondFactor(secret=b"encrypted", step=step, code_hashes=[fingerprint(code) for code in CODES])
    with people.store.transaction() as session:
        sessions.enrol_second_factor(
            session, ZHAO, people.tick(), device, token_hash=fingerprint(token), new_hash=fingerprint(new)
        )


def verify(people: People, step: int | None, token: str = "half", new: str = "whole") -> None:
    people.attempt("zhao")
    with people.store.transaction() as session:
        hashes = {"token_hash": fingerprint(token), "new_hash": fingerprint(new)}
        sessions.verify_second_factor(session, ZHAO, people.now, step, **hashes)


def use_code(people: People, code: str, token: str = "half", new: str = "whole") -> None:
    with people.store.transaction() as session:
        hashes = {"token_hash": fingerprint(token), "new_hash": fingerprint(new)}
        sessions.use_backup_code(session, ZHAO, people.tick(), fingerprint(code), **hashes)


def test_a_password_is_enough_for_an_operator(people: People) -> None:
    assert people.sign_in("li.na", "desk") is Stage.COMPLETE
    person = people.signed_in("desk")
    assert person is not None
    assert (person.user.name, person.complete, person.must_change) == ("li.na", True, True)
    assert person.grants == people.grants("li.na")
    assert people.user("li.na").signed_in_at == people.now
    entry = people.trail()[-1]
    assert (entry.actor, entry.origin, entry.act, entry.object) == ("li.na", "192.0.2.7", "sign_in", "user:li.na")


def test_another_token_is_nobody(people: People) -> None:
    people.sign_in("li.na", "desk")
    assert people.signed_in("another") is None
    assert people.signed_in("") is None


def test_a_password_that_was_changed_meanwhile_opens_nothing(people: People) -> None:
    for matched in (None, "the hash of an hour ago"):
        with pytest.raises(Refused, match="sign_in_failed"):
            people.sign_in("li.na", matched=matched)
    with pytest.raises(Missing):
        people.sign_in("nobody", matched=KEPT)


@pytest.mark.parametrize("name", ["li.na", "nobody"])
def test_five_failures_lock_a_name_for_a_quarter_of_an_hour(people: People, name: str) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="sign_in_failed"):
            people.sign_in(name, matched=None)
    locked_at = people.now
    with pytest.raises(Refused, match="sign_in_locked") as caught:
        people.attempt(name)
    assert caught.value.params == {"minutes": 15}
    people.now = locked_at + timedelta(minutes=13)
    with pytest.raises(Refused, match="sign_in_locked"):  # not prolonged by trying, and not shortened
        people.attempt(name)
    people.now = locked_at + timedelta(minutes=14)
    people.attempt(name)  # at fifteen: from here on it is counted anew
    for _ in range(4):
        people.attempt(name)
    with pytest.raises(Refused, match="sign_in_locked"):
        people.attempt(name)


def test_one_name_s_failures_are_not_another_s(people: People) -> None:
    for _ in range(5):
        people.attempt("zhao")
    people.sign_in("li.na")


def test_success_forgets_the_failures_before_it(people: People) -> None:
    for _ in range(3):
        for _ in range(4):
            people.attempt("li.na")
        people.sign_in("li.na", f"desk {people.now}")


def test_a_right_password_gives_no_more_guesses_at_the_code(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people)
    for again in range(5):
        people.sign_in("zhao", f"half {again}")
        with pytest.raises(Refused, match="code_wrong"):
            verify(people, None, f"half {again}")
    for locked in (people.sign_in, people.attempt):
        with pytest.raises(Refused, match="sign_in_locked"):
            locked("zhao")


def test_attempts_at_many_doors_are_counted_one_by_one(people: People) -> None:
    """Twelve at the same time: five are tried, whichever they are."""
    refused: list[str] = []

    def try_once() -> None:
        try:
            with people.store.transaction() as session:
                begun = attempts.begin_attempt(session, people.now, "li.na", people.policy)
            begun.require_unlocked()
        except Refused as error:
            refused.append(error.code)

    doors = [threading.Thread(target=try_once) for _ in range(12)]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    assert refused == ["sign_in_locked"] * 7


def test_refusals_beyond_the_bound_are_told_when_they_have_doubled(people: People) -> None:
    bounds = {True: people.policy.failures, False: attempts.STRANGERS_TOLD}
    for known, bound in bounds.items():
        told = []
        for number in range(bound + 40):
            with people.store.transaction() as session:
                name = "li.na" if known else f"nobody-{number}"  # each another name
                begun = attempts.begin_attempt(session, people.now, name, people.policy, known=known)
            assert begun.count == number + 1
            if begun.told:
                told.append(begun.count)
        assert told == [*range(1, bound + 1), *(bound + over for over in (1, 2, 4, 8, 16, 32))]


def test_strangers_are_told_anew_after_the_time_of_a_lock(people: People) -> None:
    for minutes, count in ((0, 1), (14, 2), (15, 1)):
        with people.store.transaction() as session:
            at = people.now + timedelta(minutes=minutes)
            begun = attempts.begin_attempt(session, at, f"nobody-{minutes}", people.policy, known=False)
        assert begun.count == count


def test_what_strangers_try_locks_nothing_inside(people: People) -> None:
    doors = {attempts.Door.ENTRANCE: 15, attempts.Door.INSIDE: 0}
    for _ in range(5):
        people.attempt("li.na")
    for door, minutes in doors.items():
        with people.store.transaction() as session:
            begun = attempts.begin_attempt(session, people.now, "li.na", people.policy, door)
        assert begun.minutes == minutes


def test_a_releasing_reviewer_enrols_before_anything_else(people: People) -> None:
    assert people.sign_in("zhao", "half") is Stage.PASSWORD
    half = people.signed_in("half")
    assert half is not None
    assert (half.complete, half.needs_second_factor, half.user.second_factor) == (False, True, None)
    enrol(people)
    assert people.signed_in("half") is None  # the token changed with the privilege
    whole = people.signed_in("whole")
    assert whole is not None
    assert whole.complete


def test_a_device_is_not_replaced_by_whoever_knows_the_password(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people)
    people.sign_in("zhao", "half again")
    with pytest.raises(Refused, match="second_factor_needed"):
        enrol(people, "half again", "whole again", step=300)
    enrol(people, "whole", "with the new device", step=300)
    assert people.signed_in("with the new device")


def test_a_code_opens_once(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people, step=100)
    for step in (100, 99, None):  # the enrolment's own, an earlier one, a wrong one
        people.sign_in("zhao", f"half {step}")
        with pytest.raises(Refused, match="code_wrong"):
            verify(people, step, f"half {step}")
    people.sign_in("zhao", "again")
    verify(people, 101, "again", "whole again")
    assert people.signed_in("whole again")
    people.sign_in("zhao", "once more")
    with pytest.raises(Refused, match="code_wrong"):
        verify(people, 101, "once more")


def test_a_backup_code_opens_once(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people)
    people.sign_in("zhao", "half again")
    use_code(people, CODES[0], "half again", "without the device")
    assert people.signed_in("without the device")
    with people.store.reading() as session:
        assert backup_codes_left(session, "zhao") == 1
    people.sign_in("zhao", "half a third time")
    for code in (CODES[0], "no code"):
        with pytest.raises(Refused, match="code_wrong"):
            use_code(people, code, "half a third time")
    assert people.trail()[-2].act == "use_backup_code"


def test_new_backup_codes_replace_the_old(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people, step=100)
    for step in (100, None):
        with people.store.transaction() as session, pytest.raises(Refused, match="code_wrong"):
            sessions.renew_backup_codes(session, ZHAO, people.tick(), step, [fingerprint("new")])
    with people.store.transaction() as session:
        sessions.renew_backup_codes(session, ZHAO, people.tick(), 102, [fingerprint("new")])
    people.sign_in("zhao", "half again")
    with pytest.raises(Refused, match="code_wrong"):
        use_code(people, CODES[1], "half again")
    use_code(people, "new", "half again", "whole again")


def test_a_session_of_somebody_else_completes_nothing(people: People) -> None:
    people.sign_in("zhao", "half")
    enrol(people)
    people.sign_in("li.na", "li's desk")
    with pytest.raises(Missing, match="session_unknown"):
        verify(people, 200, "li's desk")
    with pytest.raises(Missing, match="session_unknown"), people.store.transaction() as session:
        sessions.end_session(session, ZHAO, people.tick(), fingerprint("li's desk"))
    assert people.signed_in("li's desk")


def test_a_policy_can_ask_everybody_for_a_second_factor(people: People) -> None:
    people.policy = Policy(second_factor_for_all=True)
    assert people.sign_in("li.na") is Stage.PASSWORD


def test_who_leaves_is_signed_out(people: People) -> None:
    people.sign_in("li.na", "desk")
    with people.store.transaction() as session:
        sessions.sign_out(session, LI, people.tick(), fingerprint("desk"))
    assert people.signed_in("desk") is None
    with pytest.raises(Missing, match="session_unknown"), people.store.transaction() as session:
        sessions.sign_out(session, LI, people.tick(), fingerprint("desk"))


def test_an_idle_session_ends_and_a_used_one_goes_on_for_a_day_at_most(people: People) -> None:
    people.sign_in("li.na", "desk")
    for _ in range(26):  # 12 hours and a bit, never half an hour without a sign
        people.tick(timedelta(minutes=28))
        if people.signed_in("desk") is None:
            break
        with people.store.transaction() as session:
            sessions.touch(session, people.now, fingerprint("desk"))
    assert people.now - people.user("li.na").signed_in_at >= timedelta(hours=12)  # type: ignore[operator]
    people.sign_in("li.na", "again")
    people.tick(timedelta(minutes=29))
    assert people.signed_in("again")
    people.tick(timedelta(minutes=1))
    assert people.signed_in("again") is None


def test_a_password_of_last_season_must_be_changed(people: People) -> None:
    people.sign_in("li.na", "desk")
    with people.store.transaction() as session:
        sessions.set_password(session, LI, people.now, KEPT, "newer", token_hash=fingerprint("desk"))
    for age, due in ((None, False), (timedelta(days=90), False), (timedelta(0), True)):
        people.policy = replace(people.policy, password_age=age)
        person = people.signed_in("desk")
        assert person is not None
        assert person.must_change is due


def test_changing_the_password_ends_the_other_sessions(people: People) -> None:
    people.sign_in("li.na", "desk")
    people.sign_in("li.na", "left open elsewhere")
    for matched in (None, "the hash of an hour ago"):
        with pytest.raises(Refused, match="password_wrong"), people.store.transaction() as session:
            sessions.set_password(session, LI, people.tick(), matched, "newer", token_hash=fingerprint("desk"))
    with people.store.transaction() as session:
        sessions.set_password(session, LI, people.tick(), KEPT, "newer", token_hash=fingerprint("desk"))
    person = people.signed_in("desk")
    assert person is not None
    assert not person.must_change
    assert people.signed_in("left open elsewhere") is None
    with pytest.raises(Refused, match="sign_in_failed"):
        people.sign_in("li.na")
    people.sign_in("li.na", matched="newer")


def test_one_s_sessions_are_listed_and_ended(people: People) -> None:
    people.sign_in("li.na", "old")
    people.tick(timedelta(minutes=45))
    for token in ("phone", "desk"):
        people.sign_in("li.na", token)

    def listed() -> list[str]:
        with people.store.reading() as session:
            return [one.hash for one in sessions_of(session, "li.na", people.now, people.policy)]

    assert listed() == [fingerprint("desk"), fingerprint("phone")]
    with people.store.transaction() as session:
        sessions.end_session(session, LI, people.tick(), fingerprint("phone"))
    assert listed() == [fingerprint("desk")]
    assert people.signed_in("phone") is None


def test_sessions_of_long_ago_are_forgotten(people: People) -> None:
    people.sign_in("li.na", "old")
    people.tick(timedelta(days=31))
    people.sign_in("li.na", "new")
    with pytest.raises(Missing, match="session_unknown"), people.store.transaction() as session:
        sessions.end_session(session, LI, people.tick(), fingerprint("old"))
