"""A proof of inclusion, checked by verify.py and check.sh: every vector holds, and no tampered proof does."""

import shutil
import subprocess
import sys

import pytest

from sampler import verify as v

from .authority import merkle, set_key
from .proofs import changed_proofs, lines_of, no_frame_lines, no_notices, proof
from .tampering import GOLDEN
from .test_check import check, failing
from .test_golden import STAGES

__all__ = ["check"]  # the fixture


@pytest.fixture(params=["verify.py", "check.sh"])
def program(request, tmp_path):
    """Runs one of the two in `tmp_path`."""
    if request.param == "check.sh":
        return request.getfixturevalue("check")

    def run(*arguments):
        command = [sys.executable, "-I", "-S", v.__file__, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run


@pytest.mark.parametrize("name", STAGES)
def test_a_line_of_a_golden_frame_is_proved(program, tmp_path, name):
    lines = lines_of(name)
    for index in {0, len(lines) // 2, len(lines) - 1}:
        (tmp_path / "proof.txt").write_text(proof(lines, index))
        done = program("--proof", "proof.txt", GOLDEN / name / v.NOTICE)
        assert (done.returncode, " ".join(lines[index].decode().split()) in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize("name", STAGES)
def test_a_tampered_proof_is_found(program, tmp_path, name):
    for what, text in changed_proofs(name, len(lines_of(name)) // 2, 4):
        (tmp_path / "proof.txt").write_text(text)
        found = failing(program("--proof", "proof.txt", GOLDEN / name / v.NOTICE))
        rules = {rule for rule, _ in found}
        assert {file for _, file in found} == {"proof.txt"}, what
        assert rules <= {"frame_merkle", "numbers_of_lines", "values"}, what


def test_what_is_no_line_of_a_frame_is_not_proved(program, tmp_path):
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / v.NOTICE)
    set_key(tmp_path / v.NOTICE, "frame_count", "1")
    for what, text, root in no_frame_lines():
        set_key(tmp_path / v.NOTICE, "frame_merkle", root)
        (tmp_path / "proof.txt").write_text(text)
        assert failing(program("--proof", "proof.txt", v.NOTICE)) == {("values", "proof.txt")}, what


@pytest.mark.parametrize("name", ["open", "floors"])
def test_what_is_no_notice_proves_nothing(program, tmp_path, name):
    (tmp_path / "proof.txt").write_text(proof(lines_of(name), 3))
    for what, text, rule in no_notices(name):
        (tmp_path / v.NOTICE).write_text(text)
        assert failing(program("--proof", "proof.txt", v.NOTICE)) == {(rule, v.NOTICE)}, what


@pytest.mark.parametrize("name", ["a=b.txt", "-p.txt", "--proof", "n=1.txt", "pro of.txt", "x;y'z.txt"])
def test_files_may_have_any_name(check, tmp_path, name):
    """verify.py is given `./-p.txt`, as programs are."""
    text = proof(lines_of("open"), 3)
    (tmp_path / name).write_text(text)
    assert check("--proof", name, GOLDEN / "open" / v.NOTICE).returncode == 0
    (tmp_path / name).write_text(text.replace("\t", "\tx", 1))
    done = check("--proof", name, GOLDEN / "open" / v.NOTICE)
    assert (done.returncode, done.stdout.startswith(f"FAIL {name}: frame_merkle: ")) == (1, True)
    (tmp_path / "proof.txt").write_text(text)
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / name)
    assert check("--proof", "proof.txt", name).returncode == 0


def test_a_file_that_is_not_there(program, tmp_path):
    (tmp_path / "proof.txt").write_text(proof(lines_of("open"), 3))
    assert failing(program("--proof", "none.txt", GOLDEN / "open" / v.NOTICE)) == {("readable", "none.txt")}
    assert failing(program("--proof", "proof.txt", "none.txt")) == {("readable", "none.txt")}


def test_a_rehearsal_proves_nothing_here_either(program, tmp_path):
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / v.NOTICE)
    set_key(tmp_path / v.NOTICE, "seed_format", "rehearsal")
    (tmp_path / "proof.txt").write_text(proof(lines_of("open"), 3))
    assert f"NOTE {v.NOTICE}: a rehearsal proves nothing" in program("--proof", "proof.txt", v.NOTICE).stdout


def test_verify_takes_the_folder_of_a_record_too(tmp_path):
    (tmp_path / "proof.txt").write_text(proof(lines_of("open"), 3))
    verdict = v.verify_proof(tmp_path / "proof.txt", GOLDEN / "open")
    assert (verdict.ok, verdict.proven) == (True, [lines_of("open")[3].decode()])
    assert not v.verify_proof(tmp_path / "proof.txt", GOLDEN / "floors").ok


def test_the_smallest_frames(program, tmp_path):
    """One line has no hashes; in three the last goes up once without a neighbour."""
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / v.NOTICE)
    for count in (1, 2, 3, 5, 6):
        lines = lines_of("open")[:count]
        set_key(tmp_path / v.NOTICE, "frame_count", str(count))
        set_key(tmp_path / v.NOTICE, "frame_merkle", merkle(lines))
        for index in range(count):
            (tmp_path / "proof.txt").write_text(proof(lines, index))
            assert program("--proof", "proof.txt", v.NOTICE).returncode == 0, (count, index)
