"""The two databases under the tests: a fresh, upgraded one for each test, made by copying one that was upgraded once.

PostgreSQL is the machine's own server program, started in a folder of its own on a Unix socket: no port, no password,
nothing shared with a server that may be running.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from sampler.store.session import Store
from tests.system_parts import missing

# a test database may be lost in a power cut
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


def _programs() -> Path:
    """The folder with initdb and pg_ctl: on the PATH, or where Debian keeps them; the newest."""
    found = shutil.which("pg_ctl")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in [Path(found).parent, *debian] if found else debian:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    missing("PostgreSQL")


def _person() -> dict[str, Any]:
    """Who runs the server: it refuses root, so then it is Debian's user postgres."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        missing("PostgreSQL")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class PostgreSQL:
    """A running server; `database()` makes a fresh upgraded database and gives its URL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        self._run("CREATE DATABASE upgraded")
        store = Store(self.url("upgraded"))
        store.upgrade()
        store.close()

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://sampler@/{name}?host={self._folder}"

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def database(self, template: str = "upgraded") -> Iterator[str]:
        self._made += 1
        name = f"test_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()


@contextmanager
def postgresql_server() -> Iterator[PostgreSQL]:
    """Start a server for this run and stop it afterwards; where the system has none, the test is skipped."""
    programs, person = _programs(), _person()
    folder = Path(tempfile.mkdtemp(prefix="sampler-pg-"))  # short: a socket's path has a limit of 107 bytes
    if person:
        os.chown(folder, person["user"], person["group"])

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **person)

    try:
        run("initdb", "--no-sync", "-A", "trust", "-U", "sampler", "-E", "UTF8", "--locale", "C.UTF-8")
        options = f"{FAST} -c listen_addresses='' -k {folder}"
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        try:
            server = PostgreSQL(folder)
            yield server
            server.close()
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder)
