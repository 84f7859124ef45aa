"""What the acts leave on disk is a chain that the stand-alone checker accepts, and the database can write it again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sampler.codes.personal import Names, private_number
from sampler.files import Files
from sampler.record import RECORD_FILES, SHUT_FILES
from sampler.seed import format_time
from sampler.store import chain
from sampler.store.session import Store
from sampler.verify import verify
from sampler.work import ceremony
from tests.sampler.work.office import (
    APPROVER,
    FIRST,
    INSPECTOR,
    OPERATOR,
    SALT,
    SECOND,
    THIRD,
    WITNESS,
    Office,
)
from tests.sealing import SEALING

ACTORS = (OPERATOR, INSPECTOR, FIRST, SECOND, THIRD)
PEOPLE = ("赵领导", "钱批准", APPROVER, WITNESS.name, "console", *(actor.name for actor in ACTORS))
SEALED = {"salt": SALT, "open_by": "2026-12-20T00:00:00Z"}


@pytest.fixture
def office(database: Store, tmp_path: Path) -> Office:
    """An office with a disk that has drawn, thawed, voided, drawn again, sealed and opened."""
    office = Office(database, Files(tmp_path / "var", SEALING))
    office.register()
    office.hire(THIRD.name, "赵领导")
    office.hire(APPROVER, "钱批准")
    office.publish("410212-a")
    office.freeze("410212-thawed")
    office.thaw("410212-thawed")
    office.freeze("410212-b", **SEALED)
    office.announce("410212-b")
    office.freeze("410212-c")
    office.announce("410212-c")
    office.hold_ceremony("410212-b", salt=SALT)
    office.hold_ceremony("410212-c")
    office.void("410212-c")
    office.reveal("410212-b")
    office.freeze("410212-d", redraw_of=office.frozen["410212-c"].notice_hash)
    office.announce("410212-d")
    return office


def failures(office: Office, folder: Path) -> list[tuple[str, str, str]]:
    verdict = verify([], str(folder), now=format_time(office.now))
    return [(check.name, check.file, check.found) for check in verdict.failures]


def test_the_checker_accepts_what_the_acts_wrote(office: Office) -> None:
    assert office.files is not None
    verdict = verify([], str(office.files.chain), now=format_time(office.now))
    assert failures(office, office.files.chain) == []
    with office.store.reading() as session:
        assert verdict.last_number == len(chain.entries(session)) == 13
    names = {path.name for path in office.files.chain.iterdir()}
    assert names == {"entries", "410212-a", "410212-b", "410212-c", "410212-d"}


def test_a_lost_entry_is_written_again_from_the_database(office: Office) -> None:
    assert office.files is not None
    folder = office.files.entry(4)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    assert failures(office, office.files.chain) != []
    with office.store.reading() as session:
        row = next(entry for entry in chain.entries(session) if entry.number == 4)
        office.files.put_entry(row.number, chain.entered(row).files)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert failures(office, office.files.chain) == []


def test_nobody_is_named_in_any_file(office: Office) -> None:
    """Accounts by login and full name, inspectors by the roster's names: files hold numbers alone."""
    assert office.files is not None
    assert "approved_by=U0001" in (office.files.entry(4) / "entry.txt").read_text("utf-8")
    for path in office.files.chain.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert Names.of(PEOPLE).named_in(text) is None, path
            assert private_number(text.replace("\t", "|")) is None, path


def test_a_sealed_record_is_shut_until_its_opening_and_verifies_all_the_time(office: Office) -> None:
    assert office.files is not None
    office.freeze("410212-e", **SEALED)
    office.announce("410212-e")
    office.hold_ceremony("410212-e", salt=SALT)
    folder = office.files.record("410212-e")
    assert not {path.name for path in folder.iterdir()} & set(SHUT_FILES)
    assert failures(office, office.files.chain) == []
    office.reveal("410212-e")
    assert {path.name for path in folder.iterdir()} == set(RECORD_FILES)
    assert failures(office, office.files.chain) == []


@pytest.mark.parametrize("committed", [True, False])
def test_a_crash_after_the_commit_is_settled_from_the_chain(office: Office, committed: bool) -> None:
    assert office.files is not None
    record = office.complete("410212-d")
    office.files.stage_record("410212-d", record.files)  # and the door dies here
    if committed:
        with office.store.transaction() as session:
            office.type_twice(session, "410212-d")
            ceremony.hold_ceremony(session, OPERATOR, office.now, record)
    with office.store.reading() as session:
        entered = chain.hashes(session)
    office.files.settle(entered, abandoned_before=datetime(2100, 1, 1, tzinfo=UTC))
    written = {path.name for path in office.files.record("410212-d").iterdir()}
    assert ("60-outcome.txt" in written) is committed
    assert failures(office, office.files.chain) == []
    assert list((office.files.root / "staged").iterdir()) == []
