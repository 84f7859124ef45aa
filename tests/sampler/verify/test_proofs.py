"""check.sh --proof: every vector holds, and no tampered proof does."""

import shutil

import pytest

from sampler import verify as v

from .authority import set_key
from .proofs import changed_proofs, lines_of, no_frame_lines, no_notices, proof
from .tampering import GOLDEN
from .test_check import check, failing
from .test_golden import STAGES

__all__ = ["check"]  # the fixture


@pytest.mark.parametrize("name", STAGES)
def test_a_line_of_a_golden_frame_is_proved(check, tmp_path, name):
    lines = lines_of(name)
    for index in {0, len(lines) // 2, len(lines) - 1}:
        (tmp_path / "proof.txt").write_text(proof(lines, index))
        done = check("--proof", "proof.txt", GOLDEN / name / v.NOTICE)
        assert (done.returncode, lines[index].decode().split("\t")[0] in done.stdout) == (0, True), done.stdout


@pytest.mark.parametrize("name", STAGES)
def test_a_tampered_proof_is_found(check, tmp_path, name):
    for what, text in changed_proofs(name, len(lines_of(name)) // 2, 4):
        (tmp_path / "proof.txt").write_text(text)
        found = failing(check("--proof", "proof.txt", GOLDEN / name / v.NOTICE))
        rules = {rule for rule, _ in found}
        assert {file for _, file in found} == {"proof.txt"}, what
        assert rules <= {"frame_merkle", "numbers_of_lines", "values"}, what


def test_what_is_no_line_of_a_frame_is_not_proved(check, tmp_path):
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / v.NOTICE)
    set_key(tmp_path / v.NOTICE, "frame_count", "1")
    for what, text, root in no_frame_lines():
        set_key(tmp_path / v.NOTICE, "frame_merkle", root)
        (tmp_path / "proof.txt").write_text(text)
        assert failing(check("--proof", "proof.txt", v.NOTICE)) == {("values", "proof.txt")}, what


@pytest.mark.parametrize("name", ["open", "floors"])
def test_what_is_no_notice_proves_nothing(check, tmp_path, name):
    (tmp_path / "proof.txt").write_text(proof(lines_of(name), 3))
    for what, text, rule in no_notices(name):
        (tmp_path / v.NOTICE).write_text(text)
        assert failing(check("--proof", "proof.txt", v.NOTICE)) == {(rule, v.NOTICE)}, what


@pytest.mark.parametrize("name", ["a=b.txt", "-p.txt", "--proof", "n=1.txt", "pro of.txt", "x;y'z.txt"])
def test_files_may_have_any_name(check, tmp_path, name):
    text = proof(lines_of("open"), 3)
    (tmp_path / name).write_text(text)
    assert check("--proof", name, GOLDEN / "open" / v.NOTICE).returncode == 0
    (tmp_path / name).write_text(text.replace("\t", "\tx", 1))
    assert " ".join(check("--proof", name, GOLDEN / "open" / v.NOTICE).stdout.split()[:-1]).startswith(f"FAIL {name}: ")
    (tmp_path / "proof.txt").write_text(text)
    shutil.copyfile(GOLDEN / "open" / v.NOTICE, tmp_path / name)
    assert check("--proof", "proof.txt", name).returncode == 0
