"""Every command where the environment fails it: a sentence and exit code 3, never a traceback.

Each runs as a process of its own, since what a full or closed stream does shows only when the process ends.
"""

import json
import os
import resource
import subprocess
import sys

import pytest

from sampler.synthetic import demo_bureaus, demo_roster, write_registry
from tests.sampler.verify.test_golden import GOLDEN

COMMAND = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
FREEZE = (
    "freeze --registry registry.csv --bureaus bureaus.csv --draw-id 410212-2026-1 --out d "
    "--at 2026-03-24T01:00:00Z --seed-at 2026-03-24T02:00:00Z"
)
IMPORT = "registry import registry.csv --bureaus bureaus.csv"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a small registry, and a record drawn from it."""
    folder = tmp_path_factory.mktemp("environments")
    write_registry(folder / "registry.csv", 60, 0.1, progress=lambda done, total: None)
    demo_bureaus(folder / "bureaus.csv")
    demo_roster(folder / "roster.csv")
    for line in (FREEZE, "draw d --public-value 31415926535897932384 --at 2026-03-24T02:05:00Z"):
        assert run(folder, line).returncode == 0
    return folder


def run(folder, line, *, stdin=subprocess.DEVNULL, out=subprocess.PIPE, before=None, **environment):
    return subprocess.run(
        [*COMMAND, *line.split()], cwd=folder, stdin=stdin, stdout=out, stderr=subprocess.PIPE, timeout=120,
        preexec_fn=before, check=False,
        env={**os.environ, "SAMPLER_DATA": str(folder / "var"), "SAMPLER_LANG": "zh", **environment},
    )  # fmt: skip


def said(done):
    """What stands on stderr, which is no traceback and nothing of the interpreter's own."""
    err = done.stderr.decode()
    for word in ("Traceback", "Exception ignored", "Error:"):
        assert word not in err, err
    return err


COMMANDS = [
    IMPORT,
    f"{FREEZE} --json",
    "verify d --json",
    "synth --entities 5 --out more.csv",
    "db upgrade",
    "roles",
    "jobs list",
    "--help",
]


@pytest.mark.parametrize("line", [*COMMANDS, f"verify {GOLDEN / 'open'}", "no-such-command --json"])
def test_standard_output_is_full(folder, line):
    with open("/dev/full", "wb") as full:
        done = run(folder, line, out=full)
    assert done.returncode == 3
    assert "No space left on device" in said(done)


@pytest.mark.parametrize("unbuffered", ["", "1"])  # empty: what is written is held back until the end
@pytest.mark.parametrize("line", ["roles", "verify d"])
def test_nobody_reads_the_answer(folder, line, unbuffered):
    reading, writing = os.pipe()
    os.close(reading)
    done = run(folder, line, out=writing, PYTHONUNBUFFERED=unbuffered)
    os.close(writing)
    assert (done.returncode, said(done)) == (3, "")


@pytest.mark.parametrize("line", ["roles", IMPORT, "verify d", "verify d --json"])
def test_closed_streams(folder, line):
    done = run(folder, line, before=lambda: [os.close(descriptor) for descriptor in (0, 1)])
    assert done.returncode == 0
    said(done)
    assert run(folder, line, before=lambda: os.close(2)).returncode == 0


def test_remarks_that_nobody_can_read_stop_no_act(folder):
    full = os.open("/dev/full", os.O_WRONLY)
    done = run(folder, f"{FREEZE} --json", before=lambda: os.dup2(full, 2))
    os.close(full)
    assert json.loads(done.stdout)["draw_id"] == "410212-2026-1"


@pytest.mark.parametrize(
    ("line", "encoding"),
    [(IMPORT, "ascii"), ("roles", "ascii"), ("verify d", "latin-1"), ("no-such-command", "ascii"), ("roles", "gb2312")],
)
def test_a_terminal_that_cannot_show_chinese_gets_english(folder, line, encoding):
    done = run(folder, line, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert done.returncode in (0, 2)
    said(done)
    done.stdout.decode(encoding)


def test_an_object_stays_one_where_the_encoding_is_narrow(folder):
    wide, narrow = (
        run(folder, "registry import 没有𠮷.csv --json", PYTHONIOENCODING=name) for name in ("utf-8", "ascii")
    )
    assert (wide.returncode, narrow.returncode) == (1, 1)
    assert json.loads(narrow.stdout)["error"]["params"] == json.loads(wide.stdout)["error"]["params"]


@pytest.mark.parametrize(
    ("line", "variable", "value"),
    [
        (IMPORT, "SAMPLER_DATABASE_URL", "garbage"),
        ("db upgrade", "SAMPLER_DATABASE_URL", "mysql://x/y"),
        ("serve", "SAMPLER_DATABASE_URL", "garbage"),
        ("worker --until-idle", "SAMPLER_DATA", "/proc/none"),
        ("db upgrade", "SAMPLER_DATA", "/proc/none"),
        ("jobs list", "SAMPLER_WORKERS", "many"),
        ("trail verify", "SAMPLER_SECRET_KEY_FILE", "/nowhere"),
        ("papers d --registry registry.csv --bureaus bureaus.csv --out p", "SAMPLER_FONTS", "/nowhere"),
        ("demo --no-serve --dir demo", "SAMPLER_FONTS", "/nowhere"),
    ],
)
def test_a_wrong_setting(folder, line, variable, value):
    done = run(folder, line, **{variable: value})
    assert done.returncode == 3
    assert variable in said(done) or variable == "SAMPLER_DATA"


@pytest.mark.parametrize(
    "line",
    [
        "demo --no-serve --dir /proc/x",
        "demo --no-serve --dir registry.csv/demo",
        "synth --entities 5 --out /proc/x.csv",
        "synth --entities 5 --out /proc/x.xlsx",
        "synth --entities 5 --out /proc/x.parquet",
        FREEZE.replace("--out d", "--out /proc/d"),
        f"{FREEZE} --rejects /proc/r.csv",
        f"{IMPORT} --rejects /proc/r.csv",
        "papers d --registry registry.csv --bureaus bureaus.csv --out /proc/p",
        "serve --host 203.0.113.1",
    ],
)
def test_a_place_that_cannot_be_written(folder, line):
    done = run(folder, line)
    assert done.returncode == 3, (done.stdout, done.stderr)
    assert said(done)


@pytest.mark.parametrize(
    "line", ["synth --entities 5000 --out m.csv", "synth --entities 5000 --out m.parquet", "papers", IMPORT]
)
def test_a_disk_that_is_full(folder, tmp_path, line):
    """A limit of 20 kB a file stands in for it: the same error at the same call."""
    if line == "papers":
        line = f"papers d --registry registry.csv --bureaus bureaus.csv --out {tmp_path / 'p'}"
    done = run(
        folder, line, SAMPLER_DATA=str(tmp_path),
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert done.returncode == 3, (done.stdout, done.stderr)
    assert said(done)


def test_an_import_that_fails_says_so_once(folder, tmp_path):
    (folder / "title.csv").write_text("名录\n甲公司\n", "utf-8")
    done = run(folder, "registry import title.csv", SAMPLER_DATA=str(tmp_path / "new"))
    assert done.returncode == 1
    assert [line.split(" 的")[0] for line in said(done).splitlines()] == ["读取名录库 ✗", "title.csv"]


def test_the_worker_says_nothing_of_its_libraries(folder, tmp_path):
    done = run(folder, "worker --until-idle", SAMPLER_DATA=str(tmp_path / "new"))
    assert (done.returncode, said(done)) == (0, "")
