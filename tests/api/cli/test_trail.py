"""The trail from the shell: verified, copied, archived, on both databases."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.cli import main
from api.wiring import Wiring
from sampler.store import trail
from sampler.store.session import Store
from sampler.trail import Actor, Event, TrailEntry, verify_trail
from tests.api.people import create, trail_of, wired
from tests.server import ROOT

Run = Callable[..., tuple[int, dict[str, object]]]
WHO = Actor(name="li.na", origin="192.0.2.7")
NOW = datetime.now(UTC)
DAYS = [400, 390, 300, 200, 100, 1]  # how long ago each row was written


@pytest.fixture
def wiring(database: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wiring]:
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path))
    monkeypatch.setenv("SAMPLER_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    with wired(database, tmp_path) as made:
        for number, days in enumerate(DAYS, 1):
            at = NOW - timedelta(days=days)
            with made.store.transaction() as session:
                details = {"词": "𠮷"} if number % 2 else {"reason": "=1+1"}
                trail.append(session, Event(at=at, actor=WHO, act="submit", object=f"draw:{number}", details=details))
        yield made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], wiring: Wiring) -> Run:
    def command(*arguments: str) -> tuple[int, dict[str, object]]:
        code = main(["trail", *arguments, "--json"])
        return code, json.loads(capsys.readouterr()[0])

    return command


def day(ago: int) -> str:
    return (NOW - timedelta(days=ago)).strftime("%Y-%m-%d")


def failure(result: tuple[int, dict[str, object]]) -> str:
    assert result[0] == 1, result
    return str(result[1]["error"]["code"])  # type: ignore[index]


def rows(wiring: Wiring) -> list[TrailEntry]:
    return trail_of(wiring)


def test_a_pruned_trail_holds_from_its_checkpoint(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    before = rows(wiring)
    archive = tmp_path / "kept.jsonl"
    code, made = run("prune", "--before", day(250), "--out", str(archive))
    assert (code, made["upto"], made["rows"], made["hash"]) == (0, 3, 3, before[2].hash)
    assert made["sha256"] == sha256(archive.read_bytes()).hexdigest()
    assert archive.stat().st_mode & 0o777 == 0o600
    left = rows(wiring)
    assert left[:3] == before[3:]
    assert (left[3].act, left[3].object, left[3].digest) == ("prune_trail", "trail:3", made["sha256"])
    code, found = run("verify")
    assert (code, found["ok"], found["rows"]) == (0, True, 4)
    assert found["archived"] == {"upto": 3, "hash": before[2].hash, "sha256": made["sha256"]}


def test_archive_and_rest_are_one_chain(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    old = rows(wiring)
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    assert run("prune", "--before", day(395), "--out", str(first))[0] == 0
    assert run("prune", "--before", day(195), "--out", str(second))[0] == 0
    archives = ["--archive", str(second), "--archive", str(first)]  # in any order
    code, found = run("verify", *archives)
    assert (code, found["rows"], found["archived"]) == (0, 8, None)
    # the newest archive alone leans on the first checkpoint
    code, found = run("verify", "--archive", str(second))
    assert (code, found["rows"]) == (0, 7)
    assert run("verify", *archives, "--head", old[0].hash)[0] == 0


@pytest.mark.parametrize(("number", "answer"), [(1, (1, "not_here")), (3, (0, None)), (4, (0, None))])
def test_an_old_head_is_explained(
    run: Run, wiring: Wiring, tmp_path: Path, number: int, answer: tuple[int, str | None]
) -> None:
    """The last archived row's hash stands in the checkpoint; of an earlier one only the archive can tell."""
    head = rows(wiring)[number - 1].hash
    archive = str(tmp_path / "kept.jsonl")
    assert run("prune", "--before", day(250), "--out", archive)[0] == 0
    code, found = run("verify", "--head", head)
    assert (code, found["fault"]) == answer
    assert run("verify", "--head", head, "--archive", archive)[0] == 0
    code, found = run("verify", "--head", "ab" * 32, "--archive", archive)
    assert (code, found["fault"]) == (1, "cut_off")


def test_a_head_is_read_in_either_case_and_nothing_else_is_one(run: Run, wiring: Wiring) -> None:
    head = rows(wiring)[1].hash
    assert run("verify", "--head", head.upper())[0] == 0
    for typed in ("zz", "", head[:16], head + "0"):
        assert failure(run("verify", "--head", typed)) == "trail_head_malformed"


def test_what_is_not_here_is_said_in_words(
    run: Run, wiring: Wiring, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = rows(wiring)[0].hash
    run("prune", "--before", day(250), "--out", str(tmp_path / "kept.jsonl"))
    monkeypatch.setenv("SAMPLER_LANG", "zh")
    assert main(["trail", "verify", "--head", head]) == 1
    said = capsys.readouterr()[0]
    assert "第 1 至 3 条已经归档" in said
    assert "--archive" in said


@pytest.mark.parametrize(("language", "told"), [("zh", "第 1 条：被改"), ("en", "altered")])
def test_a_fault_is_said_in_words(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    language: str, told: str,
) -> None:  # fmt: skip
    archive = tmp_path / "kept.jsonl"
    run("prune", "--before", day(250), "--out", str(archive))
    archive.write_bytes(archive.read_bytes().replace(b'"li.na"', b'"zhang"', 1))
    monkeypatch.setenv("SAMPLER_LANG", language)
    assert main(["trail", "verify", "--archive", str(archive)]) == 1
    assert told in capsys.readouterr()[0]


def test_an_archive_that_was_touched_is_named(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    archive = tmp_path / "kept.jsonl"
    run("prune", "--before", day(250), "--out", str(archive))
    whole = archive.read_bytes()
    lines = whole.splitlines(keepends=True)
    for changed, number in (
        (whole.replace(b'"li.na"', b'"zhang"', 1), 1),
        (b"".join([lines[0], lines[2]]), 2),
        (lines[0] + lines[1], 3),
    ):
        archive.write_bytes(changed)
        code, found = run("verify", "--archive", str(archive))
        assert (code, found["number"]) == (1, number)
    archive.write_bytes(whole + b"{}\n")
    assert failure(run("verify", "--archive", str(archive))) == "archive_malformed"
    assert failure(run("verify", "--archive", str(tmp_path / "absent"))) == "file_unreadable"


def test_what_is_younger_than_six_months_stays(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    out = tmp_path / "kept.jsonl"
    assert failure(run("prune", "--before", day(180), "--out", str(out))) == "trail_too_young"
    assert not out.exists()
    refused = rows(wiring)[-1]
    assert (refused.actor, refused.act, refused.result) == ("console", "prune_trail", "trail_too_young")
    assert failure(run("prune", "--before", day(500), "--out", str(out))) == "trail_nothing_so_old"


def test_the_time_may_be_longer_and_never_shorter(
    run: Run, wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLER_TRAIL_DAYS", "365")
    out = str(tmp_path / "kept.jsonl")
    assert failure(run("prune", "--before", day(250), "--out", out)) == "trail_too_young"
    assert run("prune", "--before", day(380), "--out", out)[0] == 0


def test_an_archive_is_not_written_over_another_file(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    out = tmp_path / "kept.jsonl"
    out.write_bytes(b"somebody's only copy")
    assert failure(run("prune", "--before", day(250), "--out", str(out))) == "archive_differs"
    assert out.read_bytes() == b"somebody's only copy"
    assert len(rows(wiring)) == len(DAYS)


def test_a_trail_that_does_not_hold_is_not_pruned(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    table = "ALTER TABLE trail DISABLE TRIGGER ALL"
    drop = table if wiring.store.engine.dialect.name == "postgresql" else "DROP TRIGGER trail_no_update"
    with wiring.store.engine.begin() as connection:
        connection.execute(text(drop))
        connection.execute(text("UPDATE trail SET actor = 'zhang' WHERE number = 5"))
    assert failure(run("prune", "--before", day(250), "--out", str(tmp_path / "x.jsonl"))) == "trail_broken"


KILLED = """
import os, signal, sys
from sampler.store import trail
trail.delete_archived = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from api.cli import main
main(sys.argv[1:])
"""


def test_a_kill_between_archive_and_deletion_harms_nothing(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    before, out = rows(wiring), str(tmp_path / "kept.jsonl")
    arguments = ["prune", "--before", day(250), "--out", out]
    killed = subprocess.run([sys.executable, "-c", KILLED, "trail", *arguments], cwd=ROOT, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    assert Path(out).exists()
    assert rows(wiring) == before
    assert run("verify", "--archive", out)[0] == 0  # the rows stand in both
    assert run(*arguments)[0] == 0
    assert len(rows(wiring)) == len(before) - 3 + 1


FORGED = """
    INSERT INTO trail
    SELECT number + 1, hash, at, actor, origin, 'prune_trail', '{object}', 'done', digest, details, prev
    FROM trail WHERE number = 6
"""


@pytest.mark.parametrize("subject", ["trail:9999", "trail:6"])
@pytest.mark.parametrize("number", [5, 6, 7])
def test_even_a_forged_checkpoint_frees_nothing_young(wiring: Wiring, subject: str, number: int) -> None:
    """Not the rows of the last six months, and never itself."""
    with wiring.store.engine.begin() as connection:
        connection.execute(text(FORGED.format(object=subject)))
    with pytest.raises(DBAPIError, match="append only"), wiring.store.engine.begin() as connection:
        connection.execute(text(f"DELETE FROM trail WHERE number = {number}"))


MADE_UP = """
    INSERT INTO trail
    SELECT number + 1, hash, {at}, actor, origin, 'prune_trail', 'trail:3', 'done', '{digest}', details, prev
    FROM trail WHERE number = 6
"""


@pytest.mark.parametrize(
    ("days", "digest", "freed"), [(0, "ab" * 32, True), (0, "", False), (0, "AB" * 32, False), (1, "ab" * 32, False)]
)
def test_a_checkpoint_of_the_future_or_without_its_archive_frees_nothing(
    wiring: Wiring, days: int, digest: str, freed: bool
) -> None:
    at = (datetime.now(UTC) + timedelta(days=days)).strftime("'%Y-%m-%d %H:%M:%S.%f+00:00'")
    at = at.replace("+00:00", "") if wiring.store.engine.dialect.name == "sqlite" else f"CAST({at} AS timestamptz)"
    with wiring.store.engine.begin() as connection:
        connection.execute(text(MADE_UP.format(at=at.replace(":", "\\:"), digest=digest)))
    delete = text("DELETE FROM trail WHERE number = 1")
    outcome = nullcontext() if freed else pytest.raises(DBAPIError, match="append only")
    with outcome, wiring.store.engine.begin() as connection:
        connection.execute(delete)


def test_only_what_lies_below_the_checkpoint_may_be_deleted(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    run("prune", "--before", day(395), "--out", str(tmp_path / "kept.jsonl"))
    for statement in ("DELETE FROM trail WHERE number = 2", "DELETE FROM trail", "UPDATE trail SET actor = 'x'"):
        with pytest.raises(DBAPIError, match="append only"), wiring.store.engine.begin() as connection:
            connection.execute(text(statement))
    assert verify_trail(rows(wiring)).ok


def test_an_emptied_trail_is_found_by_what_else_is_there(run: Run, wiring: Wiring) -> None:
    create(wiring, "auditor", "auditor")
    assert run("verify")[0] == 0
    without_triggers(wiring, "DELETE FROM trail")
    for _ in range(2):  # also when it has begun anew
        code, told = run("verify")
        assert (code, told["ok"], told["fault"], told["number"]) == (1, False, "begun_anew", 1)
        with wiring.store.transaction() as session:
            trail.append(session, Event(at=datetime.now(UTC), actor=WHO, act="submit", object="draw:1", details={}))


def test_a_missing_trigger_is_named_though_the_chain_holds(
    run: Run, wiring: Wiring, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify")[0] == 0
    without_triggers(wiring, "SELECT 1")
    code, found = run("verify")
    assert (code, found["ok"], found["fault"]) == (1, False, None)
    error = found["error"]
    assert error["code"] == "trail_unguarded"  # type: ignore[index]
    assert "trail_no_delete" in error["params"]["triggers"]  # type: ignore[index]
    assert main(["trail", "verify"]) == 1
    assert "trail_no_delete" in capsys.readouterr()[1]


def without_triggers(wiring: Wiring, statement: str) -> None:
    """What whoever owns the database can do."""
    with wiring.store.engine.begin() as connection:
        if wiring.store.engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER trail_no_delete"))
        else:
            connection.execute(text("ALTER TABLE trail DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_a_copy_is_taken_and_noted(run: Run, wiring: Wiring, tmp_path: Path) -> None:
    create(wiring, "auditor", "auditor")
    lines, table = tmp_path / "copy.jsonl", tmp_path / "copy.csv"
    assert run("export", "--out", str(lines), "--actor", "auditor")[0] == 0
    noted = rows(wiring)[-1]
    assert (noted.actor, noted.act, noted.digest) == ("auditor", "export_trail", sha256(lines.read_bytes()).hexdigest())
    assert lines.read_bytes().count(b"\n") == len(rows(wiring)) - 1
    assert run("export", "--from", day(310), "--to", day(190), "--out", str(table))[0] == 0
    told = table.read_bytes().decode("utf-8-sig").splitlines()
    assert told[0] == "number,prev,at,actor,origin,act,object,result,digest,details,hash"
    assert [line.partition(",")[0] for line in told[1:]] == ["3", "4"]
    assert failure(run("export", "--out", str(tmp_path / "copy.pdf"))) == "format_unknown"


@pytest.mark.parametrize("command", ["verify", "export", "prune"])
def test_who_may_not_is_refused_and_noted(run: Run, wiring: Wiring, tmp_path: Path, command: str) -> None:
    create(wiring, "operator", "operator")
    more = {"export": ["--out", str(tmp_path / "x.csv")], "prune": ["--before", day(250), "--out", str(tmp_path / "x")]}
    assert failure(run(command, *more.get(command, []), "--actor", "operator")) == "act_not_allowed"
    assert (rows(wiring)[-1].actor, rows(wiring)[-1].act) == ("operator", f"{command}_trail")
