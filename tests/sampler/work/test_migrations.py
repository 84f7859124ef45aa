"""A database that is in use goes through every migration with its rows: nobody begins with an empty one."""

from sqlalchemy import Connection, inspect, text

from sampler.store import migrations
from sampler.store.session import Store
from sampler.store.tables.papers import PaperKind
from sampler.work.papers import Paper
from tests.sampler.work.office import Office

FIRST = "0003"  # what the first people worked with
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


def counts(connection: Connection) -> dict[str, int]:
    """The rows of each table."""
    tables = inspect(connection).get_table_names()
    return {table: connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in tables}


def triggers(store: Store) -> list[tuple[str, str]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(TRIGGERS[store.engine.dialect.name]))]


def paper(kind: PaperKind) -> Paper:
    return Paper(kind=kind, name=f"{kind}.pdf", bytes=3, sha256="ab" * 32)


def test_a_database_in_use_is_brought_up_to_date_with_every_row(office: Office) -> None:
    for number in range(2):
        draw_id = f"410212-2026-11-00{number}"
        office.freeze(draw_id)
        office.announce(draw_id)
        office.hold_ceremony(draw_id)
        office.dispatch(draw_id)
        office.register_papers(draw_id, paper(PaperKind.PACKET))
    office.register_papers(draw_id, paper(PaperKind.MINUTES))  # of a kind that the first people did not know
    store, guarded = office.store, triggers(office.store)
    with store.remaking() as connection:
        migrations.downgrade(connection, FIRST)
        before = counts(connection)
    store.upgrade()
    with store.engine.connect() as connection:
        after = counts(connection)
    assert before["target"] > 0
    assert before["paper"] == 2
    assert {table: after[table] for table in before} == before
    assert triggers(store) == guarded
    office.register_papers(draw_id, paper(PaperKind.MINUTES))
    office.submit(draw_id, [office.finding(office.drawn(draw_id)[0])])
