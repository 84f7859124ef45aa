"""The golden vectors, written by nobody here, hold: every folder by itself and all of them as one chain."""

import doctest
import json
import re
from pathlib import Path

import pytest

from sampler import verify as v

GOLDEN = Path(__file__).parents[3] / "data" / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
NOW = "2026-12-10T00:00:00Z"
STAGES = {
    "open": "drawn",
    "sealed": "drawn",
    "floors": "drawn",
    "risk-tiers": "drawn",
    "fixed-counts": "drawn",
    "redraw": "drawn",
    "void": "frozen",
}


@pytest.mark.parametrize("name", STAGES)
def test_a_folder_holds(name):
    verdict = v.verify([GOLDEN / name])
    assert verdict.failures == []
    assert verdict.stages == {str(GOLDEN / name): STAGES[name]}
    assert verdict.authority == "410212"


@pytest.mark.parametrize("name", [name for name in STAGES if name != "void"])
def test_the_draw_is_computed_from_the_frozen_files_and_the_seed_alone(name):
    expected = EXPECTED[name]
    record = v.check_folder(v.Verdict(), str(GOLDEN / name), "")
    lottery = v.Lottery(record, record.files[v.SEED])
    results = lottery.results()
    assert lottery.seed == expected["seed"]
    assert results == {file: (GOLDEN / name / file).read_bytes() for file in results}
    assert results[v.STRATA].decode() == "".join("\t".join(map(str, row)) + "\n" for row in expected["strata"])
    assert len(lottery.places) == expected["drawn"]
    assert record.entries["draw"].hash == expected["notice"]
    assert record.entries["outcome"].hash == expected["outcome"]
    assert record.entries["outcome"].values["record"] == expected["record"]


def test_the_chain_holds():
    verdict = v.verify([], GOLDEN, now=NOW)
    assert verdict.failures == []
    assert verdict.last_number == EXPECTED["chain"]["entries"]
    assert verdict.first_entry == EXPECTED["open"]["notice"]
    hashes = {entry.number: entry.hash for entry in verdict.entries}
    assert hashes[27] == EXPECTED["chain"]["head"]
    assert {f"entries/{n}": hashes[n] for n in (4, 5, 6, 7, 8, 9, 13, 24)}.items() <= EXPECTED.items()
    assert [check.file for check in verdict.checks if check.name == "changes_recomputed"] == [
        f"entries/{n}/changes.tsv" for n in (4, 5, 6, 7)
    ]


def test_a_folder_and_the_chain_that_holds_it():
    verdict = v.verify([GOLDEN / "open"], GOLDEN, now=NOW)
    assert verdict.failures == []
    assert "commitment_unproven" not in {caution.name for caution in verdict.cautions}


def test_several_folders_are_told_apart():
    verdict = v.verify([GOLDEN / "open", GOLDEN / "sealed"])
    assert verdict.ok
    assert {check.file for check in verdict.checks if check.name == "sample_recomputed"} == {
        str(GOLDEN / name / v.SAMPLE) for name in ("open", "sealed")
    }


def test_cautions_of_the_chain():
    verdict = v.verify([], GOLDEN, now=NOW)
    said = {(caution.name, caution.file) for caution in verdict.cautions}
    assert said == {
        ("commitment_by_chain", str(GOLDEN)),
        ("drand_time_unknown", "fixed-counts/00-notice.txt"),
        ("rehearsal", "redraw/00-notice.txt"),
        ("not_read", "expected.json"),
        *(("not_by_chance", f"{name}/00-notice.txt") for name in STAGES if name not in ("open", "sealed")),
        *(("public_value_not_compared", f"{name}/15-ceremony.txt") for name in STAGES if name != "void"),
    }  # fmt: skip


def test_examples_in_the_docstrings():
    failed, tried = doctest.testmod(v)
    assert tried >= 4
    assert failed == 0


def test_every_rule_has_its_sentence_and_no_sentence_lacks_a_rule():
    source = Path(v.__file__).read_text()
    used = set(re.findall(r'\.(?:same|require|faultless)\(\s*"(\w+)"', source)) | set(
        re.findall(r'\bclaim\(\s*verdict, "(\w+)"|compare\(\s*verdict, "(\w+)"', source)
    )
    names = {name for item in used for name in ([item] if isinstance(item, str) else item) if name}
    names |= {*v.DIGESTS, *v.RECOMPUTED, "outcome_in_time", "opened_in_time", "changes_sha256", "files_sha256", "of"}
    assert names == set(v.RULES)
    assert set(re.findall(r'verdict\.caution\(\s*"(\w+)"', source)) == set(v.CAUTIONS)
