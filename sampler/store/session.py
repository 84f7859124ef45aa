"""A database to work on: transactions for acts, readings for pages, and database errors in the project's own words.

A `Store` is made by a door from a URL and handed on; nothing here is global. On SQLite a transaction begins as a writer
(BEGIN IMMEDIATE), so that two acts follow one another instead of meeting at the commit; on PostgreSQL the acts lock the
rows they move (sampler/work). A reading sees one state of the database from its first query to its last.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, DateTime, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from sampler.disk import PRIVATE, write_new
from sampler.errors import Broken, Conflict, SamplerError
from sampler.store import migrations
from sampler.store.tables.base import Base

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # an entry that was published must survive a power cut
    "foreign_keys = ON",
    "busy_timeout = 10000",
)
UNIQUE_VIOLATION = {"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
ABSENT = "42"  # the class of SQLSTATEs of a table, a column or a right that is not there
BUSY = {"40001", "40P01", "55P03", "SQLITE_BUSY", "SQLITE_LOCKED"}


class Store:
    """One database, by its SQLAlchemy URL (`sqlite:///var/sampler.db`, `postgresql://…`)."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._reader: Engine
        self._writer: Engine
        if self.engine.dialect.name == "sqlite":
            self._reader = self.engine.execution_options(query_only=True)
            self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        else:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writer = self.engine

    @property
    def embedded(self) -> bool:
        """Whether the database is a file of this program alone."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One act: committed when the block ends, rolled back when it raises."""
        with self._explained(), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Queries only: what they see does not change between them."""
        with self._explained(), Session(self._reader, autoflush=False) as session:
            yield session

    def upgrade(self) -> None:
        """Bring the tables to the version that this program expects."""
        with self._explained(), self.remaking() as connection:
            try:
                migrations.upgrade(connection)
            except DBAPIError as error:
                raise _collision(error) or Broken("database_upgrade_failed", reason=_reason(error)) from error
            except (CommandError, SQLAlchemyError, LookupError, ValueError) as error:  # tables not as Alembic expects
                raise Broken("database_upgrade_failed", reason=str(error)) from error

    @contextmanager
    def remaking(self) -> Iterator[Connection]:
        """A transaction that may make tables anew, rows and all.

        SQLite changes a table by copying and dropping it, and lets none go that a row elsewhere names: so it is asked
        once, at the end, and no row is left naming what is gone. PostgreSQL changes tables in place."""
        with self._writer.connect() as connection:
            if self.embedded:
                _check_each_row(connection, False)
            try:
                with connection.begin():
                    yield connection
                    if self.embedded and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                        raise Broken("database_failed", reason=f"foreign key: {tuple(lost)}")
            finally:
                if self.embedded:
                    _check_each_row(connection, True)

    def check(self) -> None:
        """Raise `Broken("database_unreachable")` or `Broken("database_not_upgraded", current=, head=)`."""
        if unusable := self._unusable():
            raise unusable

    def clock(self, at: datetime) -> datetime:
        """The database's own time; the embedded one has none but `at`, this machine's."""
        if self.embedded:
            return at
        with self.reading() as session:
            return session.execute(select(func.clock_timestamp(type_=DateTime(timezone=True)))).scalar_one()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._explanation(error) from error

    def _explanation(self, error: DBAPIError) -> SamplerError | DBAPIError:
        if collision := _collision(error):
            return collision
        if isinstance(error, IntegrityError):
            return error  # a row that no act should write: a mistake of ours, not to be explained away
        failed = isinstance(error, OperationalError) or _state(error).startswith(ABSENT)
        return self._unusable() or (Broken("database_failed", reason=_reason(error)) if failed else error)

    def _unusable(self) -> Broken | None:
        """Why no act can succeed on this database, if that is so."""
        try:
            with self._reader.connect() as connection:
                current = migrations.current(connection)
        except DBAPIError as error:
            url = self.engine.url.render_as_string(hide_password=True)
            return Broken("database_unreachable", url=url, reason=_reason(error))
        if current != migrations.head():
            return Broken("database_not_upgraded", current=current or "", head=migrations.head())
        return None


def lock_table(session: Session, table: type[Base]) -> None:
    """Let nobody else write to `table` until this transaction ends; on SQLite a writer is alone from its beginning."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN EXCLUSIVE MODE"))


def _engine(url: str) -> Engine:
    """`Broken("database_url_malformed")`, `Broken("database_driver_missing")`."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        return create_engine(parsed, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    except ArgumentError as error:
        raise Broken("database_url_malformed", reason=str(error)) from error
    except ModuleNotFoundError as error:
        raise Broken("database_driver_missing", module=error.name) from error


def _sqlite(url: URL) -> Engine:
    if url.database:
        with suppress(OSError):  # connecting will tell
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_private(dialect: object, record: object, arguments: Sequence[str], options: object) -> None:
    """The file holds people's names and the hashes of their passwords: it is its owner's alone from the beginning."""
    with suppress(OSError):  # connecting will tell
        write_new(Path(arguments[0]), b"", PRIVATE)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _check_each_row(connection: Connection, wanted: bool) -> None:
    """Hold rows to their foreign keys or not: said to the driver, since SQLite hears it only between transactions."""
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {int(wanted)}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only = {int(options.get('query_only', False))}")
    connection.exec_driver_sql(options.get("begin", "BEGIN"))


def _collision(error: DBAPIError) -> SamplerError | None:
    """What somebody else did at the same time, if that is the matter."""
    state = _state(error)
    if state in UNIQUE_VIOLATION:
        return Conflict("entered_by_another", reason=_reason(error))
    return Broken("database_busy", reason=_reason(error)) if state in BUSY else None


def _state(error: DBAPIError) -> str:
    """The driver's own word for what happened: an SQLSTATE, or SQLite's error name."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return str(state or "")


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
