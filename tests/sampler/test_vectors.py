"""Every vector of SSJ1 reproduces byte for byte from its own inputs."""

import json
from pathlib import Path

import pytest

from sampler.allocation import allocate
from sampler.assignment import Matching, assign
from sampler.ceremony import Terms, complete, freeze, frozen_from_files, record_from_files
from sampler.chain import (
    DrawRef,
    Place,
    changes_entry,
    files_table,
    opening_entry,
    publication_entry,
    void_entry,
)
from sampler.draw import Drawn, draw
from sampler.errors import Invalid
from sampler.frame import Frame
from sampler.plan import Sizes
from sampler.record import FRAME, NOTICE, parse_duty, parse_entry, parse_exclusions, read_record
from sampler.seed import sha256_hex
from sampler.succession import Succession, changes_table

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())
FOLDERS = ["open", "sealed", "floors", "risk-tiers", "fixed-counts", "redraw", "void"]
SALT = "00112233445566778899aabbccddeeff" * 2


def salt_of(notice):
    return SALT if notice.sealed else ""


@pytest.mark.parametrize("name", FOLDERS)
def test_freeze_gives_the_notice(name):
    files = read_record(GOLDEN / name)
    notice = frozen_from_files(files).notice
    terms = Terms(
        draw_id=notice.draw_id,
        at=notice.at,
        seed_at=notice.seed_at,
        sizes=Sizes(default=1, by_name=notice.sizes),
        seed_format=notice.seed_format,
        seed_source=notice.seed_source,
        min_per_stratum=notice.min_per_stratum,
        team_size=notice.team_size,
        replace=notice.replace,
        salt=salt_of(notice),
        open_by=notice.open_by,
        redraw_of=notice.redraw_of,
    )
    place = Place(authority=notice.authority, number=notice.number, prev=notice.prev)
    frozen = freeze(Frame.parse(files[FRAME]), parse_exclusions(files), parse_duty(files), terms, place)
    assert frozen.files == {name: files[name] for name in frozen.files}
    assert frozen.notice_hash == EXPECTED[name]["notice"]


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "void"])
def test_complete_gives_the_record(name):
    files = read_record(GOLDEN / name)
    ceremony = dict(parse_entry(files["15-ceremony.txt"])[1])
    frozen = frozen_from_files(files)
    place = Place(authority=ceremony["authority"], number=int(ceremony["number"]), prev=ceremony["prev"])
    record = complete(frozen, ceremony["public_value"], at=ceremony["at"], salt=salt_of(frozen.notice), place=place)
    outcome_at = dict(parse_entry(files["60-outcome.txt"])[1])["at"]
    assert outcome_at == ceremony["at"]
    assert record.files == files
    expected = EXPECTED[name]
    assert (record.seed, record.record_hash, record.outcome_hash) == (
        expected["seed"],
        expected["record"],
        expected["outcome"],
    )
    assert [[s.name, s.entities, s.places, s.cutoff] for s in record.drawn.strata] == expected["strata"]


def drawn_of(frozen, seed) -> tuple[Frame, Drawn]:
    frame = Frame.parse(frozen.files[FRAME])
    sizes = Sizes(default=1, by_name=frozen.notice.sizes)
    return frame, draw(frame, seed, allocate(frame.counts(), sizes))


def test_replacements_and_reassignments_continue_ranks_and_loads():
    frozen = frozen_from_files(read_record(GOLDEN / "open"))
    seed = EXPECTED["open"]["seed"]
    frame, drawn = drawn_of(frozen, seed)
    matching = Matching.begin(seed, frozen.notice.team_size, parse_duty(frozen.files))

    assign(matching, drawn.targets)
    succession = Succession.begin(frame, matching, frozen.notice.replace, drawn.targets)
    for number in ("4", "5", "6", "7"):
        folder = GOLDEN / "entries" / number
        published = (folder / "changes.tsv").read_bytes()
        rows = [line.split("\t") for line in published.decode().splitlines()]
        kind, pairs = parse_entry((folder / "entry.txt").read_bytes())
        if kind == "replacement":
            changes = [r.row() for r in succession.replace({row[4]: row[5] for row in rows})]
        else:
            changes = list(succession.reassign((row[0], row[1], row[3]) for row in rows))
        table = changes_table(changes)
        assert table == published
        entry = dict(pairs)
        place = Place(authority=entry["authority"], number=int(number), prev=entry["prev"])
        built = changes_entry(kind, place, frozen.ref, entry["at"], table=table, approved_by=entry["approved_by"])
        assert sha256_hex(built) == EXPECTED[f"entries/{number}"]


def read_place(number):
    text = (GOLDEN / "entries" / number / "entry.txt").read_bytes()
    entry = dict(parse_entry(text)[1])
    place = Place(authority=entry["authority"], number=int(number), prev=entry["prev"])
    return text, entry, place


def test_publication_and_withdrawal():
    text, entry, place = read_place("8")
    ref = DrawRef(draw_id=entry["draw_id"], notice_hash=EXPECTED["open"]["notice"])
    published = (GOLDEN / "entries" / "8" / "files.tsv").read_text()
    files = [(digest, int(size), name) for digest, size, name in map(str.split, published.splitlines())]
    table = files_table(reversed(files))
    assert table == published.encode()
    keys = {"reason": "", "approved_by": "410212-leader-1"}
    assert text == publication_entry("publication", place, ref, entry["at"], of=entry["of"], table=table, **keys)
    text, entry, place = read_place("9")
    keys["reason"] = "更正姓名"
    assert text == publication_entry(
        "withdrawal", place, ref, entry["at"], of=EXPECTED["entries/8"], table=files_table([]), **keys
    )


def test_opening_and_void():
    text, entry, place = read_place("13")
    ref = DrawRef(draw_id=entry["draw_id"], notice_hash=EXPECTED["sealed"]["notice"])
    assert text == opening_entry(place, ref, entry["at"], SALT)
    text, entry, place = read_place("24")
    ref = DrawRef(draw_id=entry["draw_id"], notice_hash=EXPECTED["void"]["notice"])
    assert text == void_entry(place, ref, entry["at"], reason="停电，仪式未举行", approved_by="410212-leader-1")


def test_every_vector_is_tried():
    tried = {f"entries/{n}" for n in ("4", "5", "6", "7", "8", "9", "13", "24")} | {*FOLDERS, "chain"}
    assert set(EXPECTED) == tried
    assert (GOLDEN / "void" / NOTICE).is_file()


@pytest.mark.parametrize("name", [name for name in FOLDERS if name != "void"])
def test_a_record_reads_back_and_a_changed_one_does_not(name):
    files = read_record(GOLDEN / name)
    assert record_from_files(files).record_hash == EXPECTED[name]["record"]
    with pytest.raises(Invalid, match=r"record_not_as_recomputed.*40-sample"):
        record_from_files({**files, "40-sample.tsv": files["40-sample.tsv"][1:]})
