"""The tables through time (Alembic). Inside the package, so that an installed wheel can bring a database up to date."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "sampler.store:migrations")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to `revision`, in the connection's transaction."""
    command.upgrade(_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Take the tables back to `revision`; `base` leaves none."""
    command.downgrade(_config(connection), revision)


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None where nothing was ever made in it."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision that this program expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""
