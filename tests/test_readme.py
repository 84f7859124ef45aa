"""Every command in README.md is run: the month and the check here, the installation in a clean clone, `make` by CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.roles import matrix_lines
from api.words import words_for
from tests.readme import ROOT, blocks
from tests.system_parts import missing

SHARED = ("data", "sampler", "README.md")


def test_the_month_and_the_check_by_hand(tmp_path):
    for name in SHARED:
        (tmp_path / name).symlink_to(ROOT / name)
    venv = tmp_path / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "activate").write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    script = "".join(block.text for block in blocks() if not block.name)
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "SAMPLER_LANG": "zh"},
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    assert "SHA256SUMS" not in result.stderr
    assert "整行以改好的为准（row_mended）: 17" in result.stdout
    assert {path.name for path in tmp_path.iterdir()} == {*SHARED, ".venv", "month", "var"}
    made = {path.name for path in (tmp_path / "month" / "papers").iterdir()}
    assert {"notice.pdf", "target-list.pdf", "packet-410212001.pdf", "packet-410212001.xlsx"} <= made
    assert {"publication.pdf", "publication.csv"} <= made


def test_the_table_of_roles_is_the_one_that_sampler_roles_prints():
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n".join(["```text", *matrix_lines(words_for("en")), "```"]) in told


def test_the_two_commands_are_those_that_ci_runs():
    (quickstart,) = (block for block in blocks() if block.name == "quickstart")
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    for command in quickstart.commands:
        assert any(line.startswith(command) for line in lines), command


def test_the_steps_without_make_in_a_clean_clone(tmp_path, online):
    (steps,) = (block for block in blocks() if block.name == "by-hand")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    *install_and_demo, tests = steps.commands
    assert tests.endswith("-m pytest -n auto")  # which is what runs here
    for command in install_and_demo:
        result = subprocess.run(["bash", "-c", command], cwd=clone, capture_output=True, text=True)
        assert result.returncode == 0, command + result.stdout[-2000:] + result.stderr[-2000:]
    assert (clone / "demo" / "papers" / "publication.pdf").stat().st_size > 100_000


def test_the_wheel_runs_the_demo_from_an_empty_environment(tmp_path, online):
    """What the demo needs is in the packages, and in their base dependencies."""
    built = tmp_path / "built"
    source = tmp_path / "source"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True)
    _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(built), str(source))
    (wheel,) = built.glob("*.whl")
    _run(sys.executable, "-m", "venv", str(tmp_path / "env"))
    constraints = str(ROOT / "constraints.txt")
    _run(str(tmp_path / "env/bin/python"), "-m", "pip", "install", "-q", "-c", constraints, str(wheel))
    outside = tmp_path / "outside"
    outside.mkdir()
    _run(str(tmp_path / "env/bin/sampler"), "demo", "--no-serve", "--dir", "here", cwd=outside)
    _run("sha256sum", "--quiet", "-c", "SHA256SUMS", cwd=outside / "here/work/records/410212-2026-demo")


def _run(*command: str, cwd: Path | None = None) -> None:
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


@pytest.fixture
def online(tmp_path):
    """A package index that pip can reach."""
    probe = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path / "probe"), "setuptools"]
    if subprocess.run(probe, capture_output=True).returncode:
        missing("package index")
