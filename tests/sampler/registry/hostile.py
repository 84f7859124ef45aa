"""Files that nobody should hand in: sound ones with their bytes changed, tables of nonsense, plain noise."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from sampler.codes import field_names
from sampler.errors import Invalid
from sampler.registry import Field, ImportOptions, import_registry
from sampler.roster import (
    Bureau,
    Bureaus,
    Inspector,
    Roster,
    bureaus,
    inspectors,
    read_bureaus,
    read_recusals,
    read_roster,
    recusals,
)
from tests.sampler.registry.making import HEADER, credit_code, csv_bytes, entity, parquet_bytes, xlsx_bytes

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
SOUND_ROWS = [entity(number) for number in range(5)]
SOUND = {
    **{encoding: csv_bytes(SOUND_ROWS, encoding=encoding) for encoding in ENCODINGS},
    "gzip": gzip.compress(csv_bytes(SOUND_ROWS)),
    "xlsx": xlsx_bytes([*SOUND_ROWS, [9.14e17, 1, True, None, "=1+1"]]),
    "parquet": parquet_bytes(SOUND_ROWS),
}
WORDS = ("N/A", "9.14E+17", "=1+1", '="1"', "\x00", "\u202e", "\ue000", "\ufffd", '"', "#缺", credit_code(1), "注销")


@st.composite
def changed(draw: st.DrawFn, content: st.SearchStrategy[bytes]) -> bytes:
    """Bytes with a few of them changed, a piece cut out, put in or doubled, or the end missing."""
    data = bytearray(draw(content))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from((0, 1, 2, 8, 64)))
        put = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[at : at + length]) * 2)))
        data[at : at + length] = put
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


@st.composite
def repacked(draw: st.DrawFn) -> bytes:
    """A workbook whose parts are changed inside, and which is a sound zip file all the same."""
    sound, written = zipfile.ZipFile(io.BytesIO(SOUND["xlsx"])), io.BytesIO()
    with sound, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        hit = draw(st.sampled_from(sound.namelist()))
        for name in sound.namelist():
            part = sound.read(name)
            out.writestr(name, draw(changed(st.just(part))) if name == hit else part)
    return written.getvalue()


@st.composite
def nonsense(draw: st.DrawFn) -> bytes:
    """A table with headers that mean something and cells that may not."""
    fields = draw(st.lists(st.sampled_from(list(field_names())), max_size=4))
    essential = draw(st.sampled_from((("id", "name"), ("name", "registration_number"), ())))
    header = [draw(st.sampled_from(field_names()[name])) for name in dict.fromkeys((*essential, *fields))]
    header += draw(st.lists(st.text(max_size=3), max_size=1 if header else 3, min_size=0 if header else 1))
    cell = st.one_of(st.sampled_from(WORDS), st.text(st.characters(codec="utf-8"), max_size=12))
    fitting = st.lists(cell, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(st.one_of(fitting, fitting, st.lists(cell, max_size=8)), max_size=8))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=draw(st.sampled_from(",;\t|")), quoting=draw(st.sampled_from((0, 1))))
    writer.writerows([header, *rows])
    encoding = draw(st.sampled_from(ENCODINGS))
    return text.getvalue().encode(encoding, errors="replace")


def files() -> st.SearchStrategy[bytes]:
    """Any of these, noise behind every signature included."""
    signatures = st.sampled_from(
        [b"", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"%PDF"]
    )
    noise = st.builds(bytes.__add__, signatures, st.binary(max_size=200))
    headed = st.builds(bytes.__add__, st.just(csv_bytes([], header=HEADER)), st.binary(max_size=200))
    sound = st.sampled_from(list(SOUND.values()))
    return st.one_of(noise, headed, nonsense(), changed(sound), repacked())


BUREAUS = Bureaus((Bureau(code="410212101", name="陈留市场监管所", aliases=("陈留所",), parent="410212"),))
PEOPLE = Roster(inspectors=tuple(Inspector(number=f"S{n}", name=f"演示人{n}", bureau="*") for n in range(3)))
LISTS: Mapping[str, tuple[Sequence[Field], Sequence[str], Callable[[Path], object]]] = {  # columns, a sound row, reader
    "bureaus": (bureaus.FIELDS, ("410212101", "陈留市场监管所", "陈留所、陈留", "410212"), read_bureaus),
    "roster": (
        inspectors.FIELDS,
        ("S1", "演示人", "陈留所", "豫B1", "2028-12-31", "综合监管", "否", "在岗", "执法人员"),
        lambda path: read_roster(path, BUREAUS, date(2026, 11, 24)),
    ),
    "recusals": (recusals.FIELDS, ("S1", "", credit_code(1), "亲属"), lambda path: read_recusals(path, PEOPLE)),
}
SOUND_LISTS = {  # made once: a workbook holds its time
    name: [make([row], header=[field.name for field in fields]) for make in (csv_bytes, xlsx_bytes, parquet_bytes)]
    for name, (fields, row, _) in LISTS.items()
}
LIST_WORDS = (
    *WORDS,
    "410212101",
    "陈留所",
    "S1",
    "演示人1",
    "2028-12-31",
    "长期",
    "在岗",
    "a|b",
    "13800000000",
    "13800000001",
)


@st.composite
def lists(draw: st.DrawFn, name: str) -> bytes:
    """A list of that name: sound with bytes changed, or under its own columns cells that may mean nothing."""
    if draw(st.booleans()):
        return draw(changed(st.sampled_from(SOUND_LISTS[name])))
    fields, row, _ = LISTS[name]
    headers = [draw(st.sampled_from((field.name, *field.aliases))) for field in fields]
    cell = st.one_of(st.sampled_from((*LIST_WORDS, *row)), st.text(st.characters(codec="utf-8"), max_size=12))
    rows = draw(st.lists(st.lists(cell, min_size=len(row), max_size=len(row)), max_size=8))
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode(draw(st.sampled_from(ENCODINGS)), errors="replace")


def survive(content: bytes, folder: Path) -> None:
    """Whatever the bytes: an answer whose counts add up, or a refusal; and nothing half-done is left behind."""
    path, snapshots, rejects = folder / "given.csv", folder / "snapshots", folder / "rejects.csv"
    path.write_bytes(content)
    with suppress(Invalid):
        found = import_registry(path, snapshots, ImportOptions(), rejects=rejects)
        assert found.rows == found.accepted + found.rejected
        assert bool(found.rejected) == bool(found.problems)
    left = [path.name for path in (*folder.iterdir(), *snapshots.glob("*"))]
    assert all(name in ("given.csv", "snapshots", "rejects.csv") or name.endswith(".parquet") for name in left), left
    for name in LISTS:
        survive_list(name, content, folder)


def survive_list(name: str, content: bytes, folder: Path) -> None:
    """Whatever the bytes: a list, or a refusal; a reader writes nothing."""
    path = folder / "given.csv"
    path.write_bytes(content)
    before = set(folder.iterdir())
    with suppress(Invalid):
        LISTS[name][2](path)
    assert set(folder.iterdir()) == before
