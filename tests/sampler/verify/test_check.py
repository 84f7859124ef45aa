"""check.sh, the checker of sh, coreutils and awk, against the golden records and every kind of tampering."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from sampler import verify as v

from .tampering import (
    GOLDEN,
    changed_bytes,
    changed_results,
    changed_rows,
    changed_seeds,
    copied,
    missing_files,
    stray_files,
)
from .test_golden import EXPECTED, STAGES

CHECK = Path(v.__file__).with_name("check.sh")
FAIL = re.compile(r"FAIL (\S+): (\w+): .+")


@pytest.fixture
def check(tmp_path):
    """Runs check.sh; nothing may be left of its temporary files, which lie in memory where that can be had."""
    memory = Path("/dev/shm")
    work = Path(tempfile.mkdtemp(prefix="temporary files ", dir=memory if memory.is_dir() else tmp_path))

    def run(*arguments):
        done = subprocess.run(
            ["sh", str(CHECK), *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "TMPDIR": str(work)},
        )
        assert list(work.iterdir()) == []
        assert done.stderr == "" or done.returncode == 2
        return done

    yield run
    work.rmdir()


def failing(done):
    """The failures as a set of (rule, file)."""
    assert done.returncode == 1, done.stdout
    return {(rule, file) for file, rule in FAIL.findall(done.stdout)}


def named(done):
    return {file for _, file in failing(done)}


@pytest.mark.parametrize("name", STAGES)
def test_a_golden_record_holds(check, name):
    done = check(GOLDEN / name)
    assert (done.returncode, "FAIL" in done.stdout) == (0, False), done.stdout
    assert f"stage {STAGES[name]}, notice {EXPECTED[name]['notice']}" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("OK")


def test_it_says_what_verify_says(check):
    """The same cautions and numbers of the same records, the hash of entry 1 and the last number seen."""
    for name in STAGES:
        said = check(GOLDEN / name).stdout
        lines = [line for line in v.as_lines(v.verify([GOLDEN / name])) if line.startswith(("authority ", "entities "))]
        assert lines
        assert set(lines) <= set(said.splitlines())
        for caution in v.verify([GOLDEN / name]).cautions:
            assert v.CAUTIONS[caution.name][1] in said, (name, caution)


def test_every_rule_has_the_sentence_that_verify_has():
    source = CHECK.read_text()
    sentences = dict(re.findall(r'^ +(\w+)\) echo "(.+)" ;;$', source, re.M))
    assert {name: "{1} {2} (SSJ1 {0})".format(*v.RULES[name]) for name in sentences} == sentences
    used = set(re.findall(r"\b(?:fail|same|faultless|claim|compare) (\w+) [\"0-9S]", source))
    assert used
    assert used <= sentences.keys()


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
def test_a_changed_byte_is_found(check, tmp_path, fitted):
    for change in changed_bytes(copied("sealed", tmp_path), 1, fitted):
        if not change.needs_chain:
            assert change.file in named(check(tmp_path / "sealed")), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
def test_a_row_added_removed_or_swapped_is_found(check, tmp_path, fitted):
    folder = copied("open" if fitted else "sealed", tmp_path)
    for change in changed_rows(folder, fitted):
        assert change.file in named(check(folder)), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
def test_a_missing_file_is_named(check, tmp_path, fitted):
    for change in missing_files(copied("open", tmp_path), fitted):
        assert ("present", change.file) in failing(check(tmp_path / "open"))


def test_a_file_too_many_is_named(check, tmp_path):
    for change in stray_files(copied("void", tmp_path)):
        assert failing(check(tmp_path / "void")) == {("stray", change.file)}


def test_what_is_made_to_fit_is_found_by_computing_it_again(check, tmp_path):
    for change in changed_results(copied("open", tmp_path)):
        assert (change.what, change.file) in failing(check(tmp_path / "open"))


def test_a_seed_that_the_ceremony_did_not_give_is_found(check, tmp_path):
    for folder, change in changed_seeds(tmp_path):
        assert (change.what, change.file) in failing(check(folder))


def test_a_link_and_a_folder_are_named(check, tmp_path):
    folder = copied("open", tmp_path)
    (folder / v.FRAME).rename(tmp_path / "elsewhere")
    (folder / v.FRAME).symlink_to(tmp_path / "elsewhere")
    assert ("plain", v.FRAME) in failing(check(folder))
    (folder / v.FRAME).unlink()
    (folder / v.FRAME).mkdir()
    assert ("plain", v.FRAME) in failing(check(folder))


def test_a_path_with_blanks_and_a_folder_that_is_not_there(check, tmp_path):
    folder = tmp_path / "存档 -- a'b"
    shutil.copytree(GOLDEN / "open", folder, copy_function=shutil.copyfile)
    assert check(folder).returncode == 0
    assert check(folder.name).returncode == 0
    assert failing(check(tmp_path / "nothing"))
    assert (check().returncode, check("a", "b").returncode) == (2, 2)


def test_nothing_of_a_file_acts_on_a_terminal(check, tmp_path):
    folder = copied("open", tmp_path)
    (folder / v.STRATA).write_bytes(b"\x1b[2J\x00\xff\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", check(folder).stdout)
