"""Publications, their tables, and what may lie in an entry's folder (SSJ1 2)."""

import pytest

from .authority import EMPTY, entry, failing, first, sha

A, B = (EMPTY, 0, "a.pdf"), (EMPTY, 5, "b.csv")


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([B, A], "table"),
        ([A, A], "table"),
        ([A, (sha("x"), 0, "a.pdf")], "table"),
        ([(EMPTY, "007", "a.pdf")], "table"),
        ([(EMPTY, "1e3", "a.pdf")], "table"),
        ([(EMPTY.upper(), 0, "a.pdf")], "table"),
        ([(EMPTY, 0, "")], "table"),
        ([(EMPTY, 0)], "table"),
        ([(EMPTY, 0, "a|b")], "bytes"),
        ([], "files_listed"),
    ],
)
def test_files_tsv(authority, drawn, files, rule):
    drawn.publish(files=files)
    assert failing(authority.verify()) == {(rule, "entries/4/files.tsv")}


def test_files_tsv_is_sorted_by_name_and_not_by_hash(authority, drawn):
    drawn.publish(files=[("f" * 64, 1, "a.pdf"), ("0" * 64, 1, "b.csv"), ("1" * 64, 1, "公示.pdf")])
    assert authority.verify().ok


def test_a_withdrawal_lists_no_file(authority, drawn):
    publication = drawn.publish()
    drawn.publish("withdrawal", files=[A], reason="x", of=publication)
    assert failing(authority.verify()) == {("files_listed", "entries/5/files.tsv")}


@pytest.mark.parametrize(("kind", "reason"), [("publication", "because"), ("correction", ""), ("withdrawal", "")])
def test_the_reason(authority, drawn, kind, reason):
    of = drawn.hash if kind == "publication" else drawn.publish()
    drawn.publish(kind, files=() if kind == "withdrawal" else (A,), reason=reason, of=of)
    assert ("values", entry(authority.number)) in failing(authority.verify())


@pytest.mark.parametrize("name", ["王伟", "", "two words"])
def test_people_stand_in_entries_by_number(authority, drawn, name):
    drawn.publish(approved_by=name)
    assert ("values", entry(4)) in failing(authority.verify())


@pytest.mark.parametrize(("key", "file"), [("changes_sha256", "changes.tsv"), ("files_sha256", "files.tsv")])
def test_the_entry_names_the_hash_of_its_table(authority, drawn, key, file):
    if file == "files.tsv":
        drawn.publish(files_sha256="a" * 64)
    else:
        drawn.change("replacement", [drawn.replaced(first(drawn))], changes_sha256="a" * 64)
    assert failing(authority.verify()) == {(key, entry(4)), (key, f"entries/4/{file}")}
    authority.draw("next").complete()  # its prev vouches for the entry
    assert failing(authority.verify()) == {(key, f"entries/4/{file}")}


def test_a_table_that_is_missing(authority, drawn):
    drawn.publish()
    (authority.root / "entries/4/files.tsv").unlink()
    assert failing(authority.verify()) == {("attached", "entries/4/files.tsv")}


def test_stray_files_in_an_entry_s_folder(authority, drawn):
    drawn.publish()
    folder = authority.root / "entries" / "4"
    (folder / "changes.tsv").write_text("")
    (folder / "more.txt").write_text("")
    (folder / "deep").mkdir()
    (folder.parent / "05").mkdir()
    (folder.parent / "note.txt").write_text("")
    assert failing(authority.verify()) == {
        ("stray", "entries/4/changes.tsv"),
        ("stray", "entries/4/more.txt"),
        ("stray", "entries/4/deep"),
        ("stray", "entries/05"),
        ("stray", "entries/note.txt"),
    }


def test_stray_files_in_the_chain_s_root_are_told_and_no_fault(authority, drawn):
    (authority.root / "README").write_text("")
    (authority.root / ".git").mkdir()
    verdict = authority.verify()
    assert verdict.ok
    assert {caution.file for caution in verdict.cautions if caution.name == "not_read"} == {"README", ".git"}


def test_a_folder_in_the_chain_s_root_is_a_record_folder_and_no_link(authority, drawn):
    (authority.root / "empty").mkdir()
    (authority.root / "link").symlink_to(drawn.folder)
    found = failing(authority.verify())
    assert ("plain", "link") in found
    assert ("present", "empty/00-notice.txt") in found


def test_an_entry_lies_in_the_folder_of_its_number(authority, drawn):
    drawn.publish()
    (authority.root / "entries/4").rename(authority.root / "entries/7")
    assert failing(authority.verify()) == {("place", entry(7))}


def test_an_entry_s_folder_without_entry(authority, drawn):
    (authority.root / "entries/4").mkdir(parents=True)
    assert failing(authority.verify()) == {("present", entry(4))}
