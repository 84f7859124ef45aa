"""From its ceremony to its reveal a sealed draw's salt and seed text lie nowhere in clear: no file, no column."""

from collections.abc import Iterator
from datetime import timedelta
from time import sleep

from sqlalchemy import MetaData, select

from api.jobs.ceremony import kept_salt
from api.wiring import Wiring, now
from sampler.record import SEED, SHUT_FILES
from sampler.store.tables import DrawRow, EntryRow
from sampler.verify import verify
from tests.api.test_staff_draws import DIGITS, ID, SEALED, act, desk_of, freeze, local, wiring

__all__ = ["wiring"]


def hold_sealed(wiring: Wiring) -> None:
    """Announced, drawn with dice and dispatched, each on its page."""
    operator, witness = desk_of(wiring, "operator"), desk_of(wiring, "witness")
    freeze(wiring, operator, **SEALED, seed_at=local(timedelta(seconds=5)), open_by=local(timedelta(days=30)))
    act(operator, "announce")
    with wiring.store.reading() as session:
        seed_at = session.scalars(select(DrawRow.seed_at)).one()
    while now() < seed_at:
        sleep(0.2)
    operator.post(f"/staff/draws/{ID}/ceremony/value", {"value": DIGITS})
    witness.post(f"/staff/draws/{ID}/witness", {"value": DIGITS})
    act(operator, "ceremony")
    act(operator, "dispatch")


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
    hold_sealed(wiring)
    salt, seed_text = kept_salt(wiring, ID).encode(), wiring.files.read_record(ID)[SEED]
    assert seed_text.endswith(salt)
    secrets = [salt, salt.upper(), bytes.fromhex(salt.decode()), seed_text]
    assert found(wiring, secrets) == set()
    act(desk_of(wiring, "operator"), "reveal")
    record = wiring.files.record(ID)
    assert {path.name for path in record.iterdir()} >= set(SHUT_FILES)
    assert {"entry.text", str(record / SEED)} <= found(wiring, secrets)  # the search finds what is there
    assert verify([record], chain=wiring.files.chain).ok
    with wiring.store.reading() as session:
        assert "opening" in session.scalars(select(EntryRow.kind)).all()
