"""check.sh --proof: every vector holds, and no tampered proof does."""

import pytest

from sampler import verify as v

from .proofs import changed_proofs, lines_of, proof
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
