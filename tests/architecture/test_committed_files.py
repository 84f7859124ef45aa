"""What lies at the top, and what no committed file may hold."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOP = {
    "pyproject.toml", "sampler", "api", "reports", "tests", "data", "README.md",
    "Makefile", "constraints.txt", "LICENSE", "CHANGELOG.md",
}  # fmt: skip
REGISTRY_HOSTS = re.compile(rb"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian|index-url|find-links", re.I)


def committed() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in names.split(b"\0") if name]


def test_the_top_level_is_the_agreed_one():
    top = {path.relative_to(ROOT).parts[0] for path in committed()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_no_committed_file_names_a_registry():
    here = Path(__file__)
    found = [path for path in committed() if path != here and REGISTRY_HOSTS.search(path.read_bytes())]
    assert found == []


def test_constraints_are_plain_pins():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+(post\d+)?", line) for line in pins)
