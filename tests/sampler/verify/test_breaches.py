"""What every hash fits: verify.py names the rule, and check.sh the same, under each shell and awk that people have."""

import os
import shutil
import subprocess

import pytest

from sampler import verify as v
from tests.system_parts import missing

from .authority import failing
from .breaches import BREACHES, HOLDING, made
from .test_check import CHECK, FAIL

# awk → the shell that is tried with it
MACHINES = {"mawk": ["dash"], "gawk": ["bash", "--posix"], "busybox": ["busybox", "sh"]}


@pytest.fixture(params=MACHINES)
def check(request, tmp_path_factory):
    """Runs check.sh with one awk and one shell, from a folder in which nothing may be written."""
    awk, shell = shutil.which(request.param), MACHINES[request.param]
    if awk is None or shutil.which(shell[0]) is None:
        missing(request.param)
    tools = tmp_path_factory.mktemp("tools")
    (tools / "awk").symlink_to(awk)

    def run(folder):
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        done = subprocess.run(
            [*shell, CHECK, folder],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": f"{tools}:{os.environ['PATH']}", "TMPDIR": str(tools)},
        )
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        assert done.stderr == ""
        assert done.stdout.splitlines()[-1].startswith("OK" if done.returncode == 0 else "NOT")
        return {(rule, file) for file, rule in FAIL.findall(done.stdout)}

    return run


@pytest.mark.parametrize("name", HOLDING)
def test_what_holds_holds(tmp_path, check, name):
    folder = made(name, tmp_path)
    assert (failing(v.verify([folder])), check(folder)) == (set(), set())


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_named(tmp_path, check, name):
    folder = made(name, tmp_path)
    found = failing(v.verify([folder]))
    assert found
    assert check(folder) == found
