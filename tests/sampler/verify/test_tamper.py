"""Whatever is changed in a record folder is found, and the file that was changed is named.

With and without SHA256SUMS and outcome made to fit. SSJ1 9 leaves `number`, `prev` and `at` of 15 and 60 to the
chain: which of those a folder alone shows, and which the chain, is written down case by case at the end.
"""

import random
import shutil

import pytest

from sampler import verify as v

from .authority import edit, failing, reseal, set_key, sha, sums
from .test_golden import GOLDEN, NOW

DRAWN = ["open", "sealed", "floors", "risk-tiers", "fixed-counts"]
TABLES = [v.FRAME, v.RECUSALS, v.EXCLUDED, v.INSPECTORS, v.STRATA, v.SAMPLE, v.ASSIGNMENTS, v.SUMS]
FILES = v.STAGES["drawn"]
CHANGES = dict.fromkeys(["open", "sealed", "void", "entries"], 50) | {"floors": 8, "risk-tiers": 8, "fixed-counts": 8}


@pytest.fixture
def copy(tmp_path):
    def make(name):
        shutil.copytree(GOLDEN / name, tmp_path / name, copy_function=shutil.copyfile)
        (tmp_path / name).chmod(0o755)
        return tmp_path / name

    return make


def named(folder, **more):
    verdict = v.verify([folder], **more)
    return {check.file for check in verdict.failures}


def make_fit(folder, file):
    """Make SHA256SUMS fit the changed file, and the outcome SHA256SUMS."""
    if file == v.SUMS and (folder / v.SUMS).exists():
        set_key(folder / v.OUTCOME, "record", sha((folder / v.SUMS).read_bytes()))
    elif file not in (v.SUMS, v.OUTCOME):
        reseal(folder)


def in_chain_line(data, position):
    """Does the byte stand in the line of `number`, `prev` or `at`?"""
    line = data[data.rfind(b"\n", 0, position) + 1 :]
    return line.startswith((b"number=", b"prev=", b"at="))


def byte_changes(name, file, data):
    """(position, new byte): the first, the last and so many seeded ones."""
    chance = random.Random(f"{name}/{file}")
    places = [0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(CHANGES[name]))]
    return [(place, (data[place] + chance.randrange(1, 256)) % 256) for place in places]


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_changed_byte_is_found(copy, name, fitted):
    folder = copy(name)
    outcome, sums_file = ((folder / file).read_bytes() for file in (v.OUTCOME, v.SUMS))
    for file in FILES:
        data = (folder / file).read_bytes()
        for place, byte in byte_changes(name, file, data) if data else []:
            (folder / file).write_bytes(data[:place] + bytes([byte]) + data[place + 1 :])
            if fitted:
                make_fit(folder, file)
            chain = GOLDEN if file in (v.CEREMONY, v.OUTCOME) and in_chain_line(data, place) else None
            assert file in named(folder, chain=chain, now=NOW), (file, place, byte)
            (folder / v.OUTCOME).write_bytes(outcome)
            (folder / v.SUMS).write_bytes(sums_file)
        (folder / file).write_bytes(data)


def row_changes(rows):
    """What may be done to a table: (what, the rows after)."""
    chance = random.Random(len(rows))
    i = chance.randrange(len(rows))
    yield "removed", rows[:i] + rows[i + 1 :]
    yield "doubled", [*rows[: i + 1], *rows[i:]]
    yield "added at the end", [*rows, rows[0][:-1] + b"0"]
    yield "added at the start", [rows[-1][:-1] + b"0", *rows]
    if len(rows) > 1:
        j = (i + 1) % len(rows)
        swapped = list(rows)
        swapped[i], swapped[j] = rows[j], rows[i]
        yield "swapped", swapped
        yield "reversed", rows[::-1]
    yield "emptied", []


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_row_added_removed_or_swapped_is_found(copy, name, fitted):
    folder = copy(name)
    outcome, sums_file = ((folder / file).read_bytes() for file in (v.OUTCOME, v.SUMS))
    for file in TABLES:
        data = (folder / file).read_bytes()
        rows = data.split(b"\n")[:-1]
        for what, changed in row_changes(rows) if rows else [("a row", [b"x\ty\tz"])]:
            (folder / file).write_bytes(b"".join(row + b"\n" for row in changed))
            if fitted:
                make_fit(folder, file)
            assert file in named(folder), (file, what)
            (folder / v.OUTCOME).write_bytes(outcome)
            (folder / v.SUMS).write_bytes(sums_file)
        (folder / file).write_bytes(data)


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(copy, name, file, fitted):
    folder = copy(name)
    (folder / file).unlink()
    if fitted:
        make_fit(folder, file)
    assert ("present", file) in failing(v.verify([folder]))


@pytest.mark.parametrize("file", ["14-more.tsv", ".hidden", "00-notice.txt~", "70-late.txt", "sha256sums"])
@pytest.mark.parametrize("name", [*DRAWN, "void"])
def test_a_file_too_many_is_named(copy, name, file):
    folder = copy(name)
    (folder / file).write_bytes(b"")
    assert failing(v.verify([folder])) == {("stray", file)}


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
        for _ in range(CHANGES["void"] if data else 0):
            place = chance.randrange(len(data))
            if in_chain_line(data, place) or data[:place].endswith((b"seed_source=", b"draw_id=")):
                continue
            (folder / file).write_bytes(data[:place] + b"\x00" + data[place + 1 :])
            assert file in named(folder)
        (folder / file).write_bytes(data)


RESULTS = [
    # file, what stands there, what is put in its place, the rule that finds it
    (v.STRATA, "cooperative\t9\t3\t", "cooperative\t9\t2\t", "sizes_recomputed"),
    (v.STRATA, "enterprise\t23\t", "enterprise\t22\t", "sizes_recomputed"),
    (v.STRATA, "2318d9e0", "2318d9e1", "cutoffs_recomputed"),
    (v.SAMPLE, "93410212000000063J", "93410212000000014G", "sample_recomputed"),
    (v.SAMPLE, "cooperative\t2\t", "cooperative\t4\t", "sample_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "41021201-02\t410212-pool-2", "assignments_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "41021201-01\t41021201-02", "assignments_recomputed"),
    (v.ASSIGNMENTS, "410212-pool-2\t41021201-02", "410212-pool-2", "assignments_recomputed"),
    (v.ASSIGNMENTS, "924102120000000988\t41021201", "924102120000000988\t41021202", "assignments_recomputed"),
]


@pytest.mark.parametrize(("file", "old", "new", "rule"), RESULTS)
def test_what_is_made_to_fit_is_found_by_computing_it_again(copy, file, old, new, rule):
    folder = copy("open")
    edit(folder / file, old, new)
    reseal(folder, prev=True)
    assert (rule, file) in failing(v.verify([folder]))
    assert {found for _, found in failing(v.verify([folder]))} == {file}


def test_a_seed_of_another_notice_is_found(copy):
    folder = copy("open")
    shutil.copyfile(GOLDEN / "floors" / v.SEED, folder / v.SEED)
    reseal(folder, prev=True)
    assert ("seed_text", v.SEED) in failing(v.verify([folder]))


def test_another_seed_with_all_that_follows_from_it_is_found(copy):
    """The whole result computed honestly from a seed the ceremony did not give."""
    folder = copy("open")
    edit(folder / v.SEED, "|31415926535897932384|", "|31415926535897932385|")
    record = v.check_folder(v.Verdict(), str(folder), "")
    for file, data in v.Lottery(record, record.files[v.SEED]).results().items():
        (folder / file).write_bytes(data)
    reseal(folder, prev=True)
    assert failing(v.verify([folder])) == {("seed_text", v.SEED)}


def test_a_salt_that_does_not_fit_is_found(copy):
    folder = copy("sealed")
    salt = (folder / v.SEED).read_text()[-64:]
    edit(folder / v.SEED, salt, salt[::-1])
    reseal(folder, prev=True)
    assert ("salt", v.SEED) in failing(v.verify([folder]))


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
        for place, byte in byte_changes("entries", file.name, data)[:6] if data else []:
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
