"""A sealed draw tells nothing before its reveal, in no file and no column; and nothing that was drawn is hidden by a
void."""

from collections.abc import Iterator
from datetime import timedelta
from time import sleep

from sqlalchemy import MetaData, select

from api.jobs.ceremony import kept_salt
from api.jobs.records import settle_records
from api.wiring import Wiring, now
from sampler.record import CEREMONY, SEED, SHUT_FILES
from sampler.store.tables import DrawRow, EntryRow
from sampler.verify import verify
from tests.api.people import Desk
from tests.api.test_staff_draws import DIGITS, ID, SEALED, act, desk_of, freeze, local, wiring

__all__ = ["wiring"]


def agree(wiring: Wiring) -> Desk:
    """Frozen under seal, announced, and the dice typed twice, each on its page."""
    operator, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    freeze(wiring, operator, **SEALED, seed_at=local(timedelta(seconds=5)), open_by=local(timedelta(days=30)))
    act(operator, "announce")
    with wiring.store.reading() as session:
        seed_at = session.scalars(select(DrawRow.seed_at)).one()
    while now() < seed_at:
        sleep(0.2)
    operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": DIGITS})
    witness.post(f"/staff/draws/{ID}/witness", {"value": DIGITS})
    return operator


def columns(wiring: Wiring) -> Iterator[tuple[str, bytes]]:
    """Every value of the database, by its column."""
    tables = MetaData()
    with wiring.store.reading() as session:
        tables.reflect(session.connection())
        for table in tables.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for name, value in row.items():
                    yield f"{table.name}.{name}", value if isinstance(value, bytes) else str(value).encode()


def stored(wiring: Wiring) -> Iterator[tuple[str, bytes]]:
    """All bytes that the installation keeps: its columns, its files, SQLite's own with them."""
    yield from columns(wiring)
    for path in wiring.files.root.rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


def found(wiring: Wiring, secrets: list[bytes]) -> set[str]:
    return {place for place, data in stored(wiring) for secret in secrets if secret in data}


def test_nobody_who_reads_disk_or_database_finds_salt_or_seed(wiring: Wiring) -> None:
    operator = agree(wiring)
    act(operator, "ceremony")
    act(operator, "dispatch")
    salt, seed_text = kept_salt(wiring, ID).encode(), wiring.files.read_record(ID)[SEED]
    assert seed_text.endswith(salt)
    secrets = [salt, salt.upper(), bytes.fromhex(salt.decode()), seed_text]
    assert found(wiring, secrets) == set()
    act(operator, "reveal")
    record = wiring.files.record(ID)
    assert {path.name for path in record.iterdir()} >= set(SHUT_FILES)
    assert {"entry.text", str(record / SEED)} <= found(wiring, secrets)  # the search finds what is there
    assert verify([record], chain=wiring.files.chain).ok
    with wiring.store.reading() as session:
        assert "opening" in session.scalars(select(EntryRow.kind)).all()


def test_what_two_agreed_on_and_then_made_void_can_be_computed(wiring: Wiring) -> None:
    operator = agree(wiring)
    act(operator, "void", {"reason": "名录有误"})
    act(desk_of(wiring, "approver"), "void/approve", {"reason": "名录有误"})
    page = operator.get(f"/draws/{ID}").text
    assert DIGITS in page
    assert "丢弃的名单由它算出" in page
    assert "没有登记摇号的数字" not in page
    files = wiring.files
    verdict = verify([files.record(ID)], chain=files.chain)
    assert verdict.ok
    (thrown,) = (caution.detail for caution in verdict.cautions if caution.name == "voided_late")
    targets = thrown.partition(" thrown away: ")[2].split()
    assert targets
    shown = operator.get("/chain").text
    assert all(target in shown for target in targets)
    (files.record(ID) / CEREMONY).unlink()  # as if the door had died behind its commit
    settle_records(wiring, now())
    assert verify([files.record(ID)], chain=files.chain).ok
