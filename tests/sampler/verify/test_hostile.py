"""Whatever bytes a folder or a chain holds, the answer is a verdict and never a traceback."""

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler import verify as v

from .authority import SALT, Authority, sha
from .test_golden import GOLDEN, NOW

FILES = [*v.STAGES["drawn"], v.TOKEN]
PIECES = [b"\n", b"\t", b"|", b"=", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", "\u202e".encode(), b"0", b"9" * 5000,
          b"SSJ1 draw\n", b"1/0", b"-1", b"count.x=1\n", b"number=1\n", b"salt\t", b"../", b"\xed\xa0\x80"]  # fmt: skip


@contextmanager
def copy(name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy"
        shutil.copytree(GOLDEN / name, path, copy_function=shutil.copyfile)
        yield path


def printed(verdict):
    """Both forms of the answer; reads them as a user's tools would."""
    document = json.loads(v.as_json(verdict))
    lines = list(v.as_lines(verdict))
    holding = [check["expected"] == check["found"] for check in document["checks"]]
    assert document["ok"] == verdict.ok == (bool(holding) and all(holding))
    assert sum(line.startswith("FAIL ") for line in lines) == len(verdict.failures)
    return document


@given(st.dictionaries(st.sampled_from(FILES), st.binary(max_size=300) | st.sampled_from(PIECES), max_size=14))
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_any_files(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        assert not printed(v.verify([folder], now=NOW, tsa_root=None))["ok"]
        printed(v.verify([], folder, now=NOW))
        printed(v.verify([folder], Path(folder).parent / "none", now=NOW))


def mutation(data, kind, place, length, piece):
    """`data` with a stretch deleted, doubled, overwritten or moved."""
    start = int(place * len(data))
    stretch = data[start : start + length]
    return {
        "delete": data[:start] + data[start + length :],
        "double": data[: start + length] + data[start:],
        "insert": data[:start] + piece + data[start:],
        "overwrite": data[:start] + piece + data[start + len(piece) :],
        "move": stretch + data[:start] + data[start + length :],
        "cut": data[:start],
    }[kind]


mutations = st.tuples(
    st.sampled_from(["delete", "double", "insert", "overwrite", "move", "cut"]),
    st.floats(0, 1),
    st.integers(0, 200),
    st.sampled_from(PIECES) | st.binary(max_size=20),
)


@given(
    st.sampled_from(["open", "sealed", "void", "fixed-counts"]),
    st.lists(st.tuples(st.sampled_from(FILES), mutations), min_size=1, max_size=4),
)
@settings(max_examples=100, deadline=None)
def test_a_record_that_was_damaged(name, damages):
    with copy(name) as folder:
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        for file, damage in damages:
            if file in before:
                (folder / file).write_bytes(mutation((folder / file).read_bytes(), *damage))
        after = {file.name: file.read_bytes() for file in folder.iterdir()}
        document = printed(v.verify([folder], GOLDEN, now=NOW))
        assert document["ok"] == (before == after)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain") / "copy"
    shutil.copytree(GOLDEN, folder, copy_function=shutil.copyfile)
    return folder


ENTRY_FILES = ["4/changes.tsv", "5/changes.tsv", "7/entry.txt", "8/files.tsv", "9/entry.txt", "13/entry.txt"]


@given(file=st.sampled_from(ENTRY_FILES), damage=mutations)
@settings(max_examples=100, deadline=None)
def test_a_chain_that_was_damaged(chain, file, damage):
    path = chain / "entries" / file
    before = path.read_bytes()
    after = mutation(before, *damage)
    path.write_bytes(after)
    document = printed(v.verify([], chain, now=NOW))
    path.write_bytes(before)
    assert document["ok"] == (after == before)


changes = st.lists(
    st.lists(
        st.sampled_from(["enterprise", "individual", "1", "5", "a" * 64, "91410212000000000X", "注销", "101",
                         "a1", "a2", "recusal", "unavailable", "", "salt", SALT]),
        min_size=1, max_size=10,
    ).map("\t".join),
    max_size=4,
)  # fmt: skip


@given(st.sampled_from(["replacement", "reassignment"]), changes, st.sampled_from(["", SALT]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_changes_that_are_sealed_properly(kind, lines, salt, opened):
    """The entry's hash fits, so that the lines themselves are read."""
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        draw = authority.draw(salt=salt).complete()
        if salt and opened:
            draw.opening()
        draw.change(kind, lines)
        assert not printed(authority.verify())["ok"]


def test_deep_folders_long_names_and_huge_lines(tmp_path):
    deep = tmp_path / "chain" / "entries" / "1"
    for _ in range(200):
        deep = deep / "deep"
    deep.mkdir(parents=True)
    (tmp_path / "chain" / ("名" * 80)).mkdir()
    record = tmp_path / "chain" / "record"
    record.mkdir()
    for name in FILES:
        (record / name).write_bytes(b"9" * 3_000_000 + b"\t" * 1_000_000)
    assert not printed(v.verify([record], tmp_path / "chain", now=NOW))["ok"]


def test_a_million_empty_lines(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes(b"\n" * 1_000_000)
    assert not printed(v.verify([tmp_path], now=NOW))["ok"]


def test_names_that_are_not_utf_8(tmp_path):
    authority = Authority(tmp_path / "chain")
    draw = authority.draw().complete()
    (draw.folder / "\udcff\udc80").write_text("")
    (authority.root / "\udcfe").write_text("")
    document = printed(authority.verify())
    assert {
        check["file"] for check in document["checks"] if check["name"] == "stray" and check["found"] != "holds"
    } == {"draw/\\udcff\\udc80"}


def test_a_notice_with_very_many_strata(tmp_path):
    draw = Authority(tmp_path).draw()
    text = (draw.folder / v.NOTICE).read_text()
    lines = "".join(f"count.s/{i}=1\n" for i in range(20_000))
    (draw.folder / v.NOTICE).write_text(text.replace("count.enterprise", lines + "count.enterprise"))
    assert not printed(v.verify([draw.folder]))["ok"]
    assert sha(text) == draw.hash
