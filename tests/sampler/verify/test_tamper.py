"""Whatever is changed in a record folder is found, and the file that was changed is named.

With and without SHA256SUMS and outcome made to fit. SSJ1 9 leaves `number`, `prev` and `at` of 15 and 60 to the
chain: which of those a folder alone shows, and which the chain, is written down case by case at the end.
"""

import random
import shutil

import pytest

from sampler import verify as v

from .authority import failing, reseal, set_key, sums
from .tampering import (
    DRAWN,
    FILES,
    GOLDEN,
    byte_changes,
    changed_bytes,
    changed_results,
    changed_rows,
    changed_seeds,
    copied,
    in_chain_line,
    missing_files,
    stray_files,
)
from .test_golden import NOW

COUNTS = {"open": 50, "sealed": 50, "floors": 8, "risk-tiers": 8, "fixed-counts": 8}


@pytest.fixture
def copy(tmp_path):
    return lambda name: copied(name, tmp_path)


def named(folder, **more):
    verdict = v.verify([folder], **more)
    return {check.file for check in verdict.failures}


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_changed_byte_is_found(copy, name, fitted):
    folder = copy(name)
    for change in changed_bytes(folder, COUNTS[name], fitted):
        assert change.file in named(folder, chain=GOLDEN if change.needs_chain else None, now=NOW), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_row_added_removed_or_swapped_is_found(copy, name, fitted):
    folder = copy(name)
    for change in changed_rows(folder, fitted):
        assert change.file in named(folder), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_missing_file_is_named(copy, name, fitted):
    folder = copy(name)
    for change in missing_files(folder, fitted):
        assert ("present", change.file) in failing(v.verify([folder]))


@pytest.mark.parametrize("name", [*DRAWN, "void"])
def test_a_file_too_many_is_named(copy, name):
    folder = copy(name)
    for change in stray_files(folder):
        assert failing(v.verify([folder])) == {("stray", change.file)}


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_a_link_or_a_folder_is_named(copy, tmp_path, file):
    folder = copy("open")
    (folder / file).rename(tmp_path / "elsewhere")
    (folder / file).symlink_to(tmp_path / "elsewhere")
    assert ("plain", file) in failing(v.verify([folder]))
    (folder / file).unlink()
    (folder / file).mkdir()
    assert ("plain", file) in failing(v.verify([folder]))


def test_a_frozen_folder_is_checked_as_far_as_it_goes(copy):
    folder = copy("void")
    for file in v.STAGES["frozen"]:
        data = (folder / file).read_bytes()
        chance = random.Random(file)
        for _ in range(50 if data else 0):
            place = chance.randrange(len(data))
            if in_chain_line(data, place) or data[:place].endswith((b"seed_source=", b"draw_id=")):
                continue
            (folder / file).write_bytes(data[:place] + b"\x00" + data[place + 1 :])
            assert file in named(folder)
        (folder / file).write_bytes(data)


def test_what_is_made_to_fit_is_found_by_computing_it_again(copy):
    folder = copy("open")
    for change in changed_results(folder):
        assert (change.what, change.file) in failing(v.verify([folder]))
        assert named(folder) == {change.file}


def test_a_seed_that_the_ceremony_did_not_give_is_found(tmp_path):
    seen = []
    for folder, change in changed_seeds(tmp_path):
        assert (change.what, change.file) in failing(v.verify([folder]))
        seen.append(named(folder))
    assert {v.SEED} in seen  # where the whole result is computed honestly from it, the seed alone is at fault


# Where the chain is needed. Each case: what is changed in which order, whether the folder alone shows it.
# "sums" makes SHA256SUMS and the outcome's record fit, "prev" also the outcome's prev.
CHAIN_CASES = [
    ("60 at", [(v.OUTCOME, "at", "2026-11-25T02:06:00Z")], "", False),
    ("60 at, before the ceremony", [(v.OUTCOME, "at", "2026-11-25T02:04:00Z")], "", True),
    ("60 number", [(v.OUTCOME, "number", "9")], "", True),
    ("60 number, not after the ceremony", [(v.OUTCOME, "number", "2")], "", True),
    ("60 prev", [(v.OUTCOME, "prev", "a" * 64)], "", True),
    ("60 number and prev", [(v.OUTCOME, "number", "9"), (v.OUTCOME, "prev", "a" * 64)], "", False),
    ("15 at", [(v.CEREMONY, "at", "2026-11-25T02:04:00Z")], "", True),
    ("15 at, sums", [(v.CEREMONY, "at", "2026-11-25T02:04:00Z")], "sums", True),
    ("15 at, prev", [(v.CEREMONY, "at", "2026-11-25T02:04:00Z")], "prev", False),
    ("15 at before seed_at", [(v.CEREMONY, "at", "2026-11-25T01:59:59Z")], "prev", True),
    ("15 prev", [(v.CEREMONY, "prev", "a" * 64)], "prev", True),
    ("15 and 60 number", [(v.CEREMONY, "number", "5"), (v.OUTCOME, "number", "6")], "prev", True),
    (
        "15 and 60 number and prev",
        [(v.CEREMONY, "number", "5"), (v.CEREMONY, "prev", "a" * 64), (v.OUTCOME, "number", "6")],
        "prev",
        False,
    ),
]


@pytest.mark.parametrize(
    ("changes", "fit", "alone"), [case[1:] for case in CHAIN_CASES], ids=[c[0] for c in CHAIN_CASES]
)
def test_what_needs_the_chain(copy, changes, fit, alone):
    folder = copy("open")
    for file, key, value in changes:
        set_key(folder / file, key, value)
    if fit:
        reseal(folder, prev=fit == "prev")
    touched = {file for file, _, _ in changes}
    assert (not v.verify([folder]).ok) == alone
    assert touched & named(folder, chain=GOLDEN, now=NOW)


def test_in_the_chain_itself_only_the_last_entry_s_time_can_be_changed_unseen(tmp_path):
    chain = tmp_path / "chain"
    shutil.copytree(GOLDEN, chain, copy_function=shutil.copyfile)
    for file in sorted(chain.rglob("*.t?t")):
        entry = file.name in (v.NOTICE, v.CEREMONY, v.OUTCOME, v.ENTRY)
        data = file.read_bytes()
        line = data.find(b"\nat=") if entry else -1
        if line < 0:
            continue
        second = line + len("\nat=2026-11-25T01:00:0")
        file.write_bytes(data[:second] + b"7" + data[second + 1 :])
        name = str(file.relative_to(chain))
        verdict = v.verify([], chain, now=NOW)
        assert verdict.ok == (name == "redraw/60-outcome.txt"), name
        assert verdict.ok or name in {check.file for check in verdict.failures}
        file.write_bytes(data)


def test_every_byte_change_in_the_entries_is_found(tmp_path):
    chain = tmp_path / "chain"
    shutil.copytree(GOLDEN, chain, copy_function=shutil.copyfile)
    for file in sorted(chain.glob("entries/*/*")):
        data = file.read_bytes()
        for place, byte in byte_changes(f"entries/{file.name}", data, 4) if data else []:
            file.write_bytes(data[:place] + bytes([byte]) + data[place + 1 :])
            verdict = v.verify([], chain, now=NOW)
            assert str(file.relative_to(chain)) in {check.file for check in verdict.failures}, (file, place)
        file.write_bytes(data)


def test_sums_compares_byte_for_byte(copy):
    folder = copy("open")
    data = (folder / v.SUMS).read_text()
    for changed in (data.replace("  ", " *"), data + "\n", data.upper(), data.replace("  ", "   "), data[:-1]):
        (folder / v.SUMS).write_text(changed)
        set_key(folder / v.OUTCOME, "record", v.H(changed))
        assert v.SUMS in named(folder)
    assert sums(folder) == v.H(data)
