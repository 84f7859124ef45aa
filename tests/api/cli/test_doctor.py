"""What is missing is said, with what to do about it."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from api import doctor
from api.cli import main
from api.wiring import Wiring
from reports.fonts import Fonts, Role, find_fonts, floor_folder
from sampler.store import jobs, trail
from sampler.store.jobs import Request
from sampler.store.session import Store
from sampler.store.tables import JobRow
from sampler.trail import Actor, Event
from tests.api.people import wired

Run = Callable[[], tuple[int, dict[str, list[str]]]]
NOW = datetime.now(UTC)
WHO = Actor(name="console")


@pytest.fixture
def wiring(database: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path))
    monkeypatch.setenv("SAMPLER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("SAMPLER_BASE_URL", "https://example.org")
    monkeypatch.setenv("SAMPLER_TRUSTED_PROXIES", "1")
    monkeypatch.setenv("SAMPLER_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("SAMPLER_LANG", "zh")
    tmp_path.chmod(0o700)
    with wired(database, tmp_path) as made:
        yield made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], wiring: Wiring) -> Run:
    def look() -> tuple[int, dict[str, list[str]]]:
        """The exit code; what is not well by its subject: the level, what was said, what to do."""
        code = main(["doctor", "--json"])
        told = json.loads(capsys.readouterr()[0])
        assert told["ok"] == (code == 0)
        return code, {
            one["subject"]: [one["level"], one["said"], one["todo"]]
            for one in told["diagnoses"]
            if one["level"] != "ok"
        }

    return look


def test_where_nothing_is_missing_it_says_so(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, found = run()
    assert code == 0
    assert set(found) <= {"字体"}  # a machine may have none but those of pip
    monkeypatch.setenv("SAMPLER_LANG", "en")
    assert main(["doctor"]) == 0
    lines = capsys.readouterr()[0].splitlines()
    assert "OK    the database  fine" in lines
    assert len(lines) >= 6


@pytest.mark.parametrize(
    ("variable", "value", "level", "word"),
    [
        ("SAMPLER_WORKERS", "none", "fail", "SAMPLER_WORKERS"),
        ("SAMPLER_BASEURL", "https://example.org", "warn", "SAMPLER_BASEURL"),
        ("SAMPLER_BASE_URL", "", "warn", "核验地址"),
        ("SAMPLER_TRUSTED_PROXIES", "0", "warn", "反向代理"),
    ],
)
def test_a_setting_that_is_wrong_or_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, level: str, word: str
) -> None:
    monkeypatch.setenv(variable, value)
    code, found = run()
    assert code == (3 if level == "fail" else 0)
    assert found["设置"][0] == level
    assert word in found["设置"][1]
    assert found["设置"][2]


def test_no_key_is_made_for_several_machines(run: Run, wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMPLER_SECRET_KEY")
    _code, found = run()
    assert ("设置" in found) == (not wiring.store.embedded)


def test_a_database_that_is_away_or_old(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMPLER_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    code, found = run()
    assert (code, found["数据库"][0], found["数据库"][2]) == (3, "fail", "运行 sampler db upgrade")
    monkeypatch.setenv("SAMPLER_DATABASE_URL", f"postgresql+psycopg://x@/x?host={tmp_path}")
    code, found = run()
    assert (code, found["数据库"][0]) == (3, "fail")
    assert "SAMPLER_DATABASE_URL" in found["数据库"][2]


def test_a_trail_whose_trigger_was_dropped(run: Run, wiring: Wiring) -> None:
    with wiring.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER trail_no_update" + ("" if wiring.store.embedded else " ON trail")))
    code, found = run()
    assert (code, found["存证"][0]) == (3, "fail")
    assert "trail_no_update" in found["存证"][1]
    assert found["存证"][2]


def test_a_clock_that_went_back(run: Run, wiring: Wiring) -> None:
    with wiring.store.transaction() as session:
        later = NOW + timedelta(days=1)
        trail.append(session, Event(at=later, actor=WHO, act="freeze", object="draw:1", details={}))
    code, found = run()
    assert (code, found["时钟"][0]) == (3, "fail")


def test_a_clock_that_the_database_does_not_share(wiring: Wiring) -> None:
    found = {one.subject: one for one in doctor.examine(os.environ, datetime.now(UTC) + timedelta(hours=1))}["时钟"]
    if wiring.store.embedded:
        assert found.level is doctor.Level.OK  # it has no clock of its own
    else:
        assert found.level is doctor.Level.FAIL
        assert -3610 < found.values["seconds"] < -3590  # type: ignore[operator]


def test_a_folder_that_cannot_be_written_to(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path / "file"))
    code, found = run()
    assert (code, found["磁盘"][0]) == (3, "fail")


@pytest.mark.parametrize(("free", "level"), [(1 << 20, "fail"), (500 << 20, "warn")])
def test_a_disk_that_is_nearly_full(run: Run, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    whole = doctor.shutil.disk_usage("/")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: whole._replace(free=free))
    code, found = run()
    assert found["磁盘"][0] == level
    assert code == (3 if level == "fail" else 0)


def test_private_files_that_everybody_may_read(run: Run, tmp_path: Path) -> None:
    intake = tmp_path / "intake" / "ab" / "名录库.csv"
    intake.parent.mkdir(parents=True)
    intake.touch(mode=0o644)
    assert "文件权限" not in run()[1]  # nobody else gets into the folder
    tmp_path.chmod(0o755)
    code, found = run()
    assert (code, found["文件权限"][0]) == (0, "warn")
    (tmp_path / "secret.key").touch(mode=0o644)
    code, found = run()
    assert (code, found["文件权限"][0]) == (3, "fail")
    assert f"chmod -R o-rwx {tmp_path}" in found["文件权限"][2]


def test_fonts_that_lack_rare_characters(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    floor = find_fonts(folders=[floor_folder()])
    only = Fonts({role: floor.chain(role)[:1] for role in Role})
    monkeypatch.setattr(doctor, "find_fonts", lambda own: only)
    code, found = run()
    assert (code, found["字体"][0]) == (0, "warn")
    assert "fonts-" in found["字体"][2]


def test_jobs_that_nobody_performs(run: Run, wiring: Wiring) -> None:
    with wiring.store.transaction() as session:
        jobs.enqueue(session, NOW, WHO, Request(kind="import", subject="upload:1"))
    assert "作业" not in run()[1]
    with wiring.store.transaction() as session:
        session.execute(update(JobRow).values(not_before=NOW - timedelta(hours=1)))
    code, found = run()
    assert (code, found["作业"][0], found["作业"][2]) == (0, "warn", "启动 sampler worker")


def test_a_job_whose_worker_is_silent(run: Run, wiring: Wiring) -> None:
    with wiring.store.transaction() as session:
        jobs.enqueue(session, NOW - timedelta(hours=2), WHO, Request(kind="import", subject="upload:1"))
        assert jobs.claim(session, NOW, owner="w", lease=timedelta(hours=-1), kinds=["import"])
    assert "没有了回音" in run()[1]["作业"][1]


def test_a_new_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/new.db")
    store.upgrade()
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("new.db*")} == {0o600}
    store.close()
