"""Every line of a frame can be proved, and nothing else."""

from pathlib import Path

import pytest

from sampler import merkle
from sampler.errors import Missing
from sampler.inclusion import prove_inclusion

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
FOLDERS = ["open", "sealed", "floors", "risk-tiers", "fixed-counts", "redraw", "void"]


@pytest.mark.parametrize("name", FOLDERS)
def test_every_line_leads_to_the_root_that_the_notice_names(name: str) -> None:
    frame = (GOLDEN / name / "10-frame.tsv").read_bytes()
    notice = (GOLDEN / name / "00-notice.txt").read_text()
    for index, line in enumerate(frame.decode().split("\n")[:-1]):
        proof = prove_inclusion(frame, line.split("\t")[0])
        assert (proof.line, proof.index) == (line, index)
        assert f"frame_merkle={proof.root}\n" in notice
        assert f"frame_count={proof.count}\n" in notice
        assert len(list(proof.steps())) == len(proof.hashes)


def test_a_frame_of_one_line_is_its_own_proof() -> None:
    frame = b"X:A:1\tenterprise\t101\n"
    proof = prove_inclusion(frame, "X:A:1")
    assert proof.text == "X:A:1\tenterprise\t101\n0\t1\n"
    assert proof.root == proof.leaf == merkle.root([frame[:-1]])


@pytest.mark.parametrize("entity_id", ["", "9", "93410212000000063", "93410212000000063J1", "ZZZ"])
def test_what_is_not_in_the_frame_has_no_proof(entity_id: str) -> None:
    with pytest.raises(Missing, match="entity_not_in_frame"):
        prove_inclusion((GOLDEN / "open" / "10-frame.tsv").read_bytes(), entity_id)
