"""What a rejects file tells, read back: every problem that the import counted, and the first ones word by word."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sampler.errors import Invalid
from sampler.registry import ImportOptions, import_registry
from sampler.registry.cells import FORBIDDEN
from sampler.registry.rejects import read_rejects
from sampler.synthetic import write_registry

FEW_ROWS = (
    "统一社会信用代码,市场主体名称,市场主体类型\n9144,甲; 乙,企业\n少了几列\n多,了,一,列\n11010519491231002X,丙,企业\n"
)


def test_all_that_was_counted_is_told(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry.csv", 3000, 0.2)
    found = import_registry(
        tmp_path / "registry.csv", tmp_path, ImportOptions(bureau_from_code=True), rejects=tmp_path / "rejects.csv"
    )
    told = list(read_rejects(tmp_path / "rejects.csv"))
    assert Counter(problem.code for problem in told) == found.problems
    first = {(one.row, one.column, one.code): one.read for one in found.first_problems if one.column}
    assert first
    assert {(one.row, one.column, one.code): one.read for one in told if one.column}.items() >= first.items()


def test_a_row_that_does_not_fit_shows_its_text_and_a_resident_s_number_only_its_ends(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(FEW_ROWS, encoding="utf-8")
    import_registry(tmp_path / "registry.csv", tmp_path, ImportOptions(), rejects=tmp_path / "rejects.csv")
    told = [(one.row, one.column, one.code, one.read) for one in read_rejects(tmp_path / "rejects.csv")]
    assert told == [
        (2, "统一社会信用代码", "credit_code_length", "9144"),
        (3, "", "field_count", "少了几列"),
        (4, "", "field_count", "列"),
        (5, "统一社会信用代码", "resident_id", "110105********002X"),
    ]


def test_the_rejected_rows_are_their_owner_s_alone(tmp_path: Path) -> None:
    """Rows as they were read may hold residents' numbers and telephones."""
    (tmp_path / "registry.csv").write_text(FEW_ROWS, encoding="utf-8")
    import_registry(tmp_path / "registry.csv", tmp_path, ImportOptions(), rejects=tmp_path / "rejects.csv")
    assert (tmp_path / "rejects.csv").stat().st_mode & 0o777 == 0o600


def test_what_acts_on_a_terminal_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "registry.csv").write_text(
        "统一社会信用代码,市场主体名称,类型\n914\x1b]0;x\x07,甲,企业\n", encoding="utf-8"
    )
    found = import_registry(tmp_path / "registry.csv", tmp_path, ImportOptions(), rejects=tmp_path / "rejects.csv")
    for told in (found.first_problems, tuple(read_rejects(tmp_path / "rejects.csv"))):
        assert [(one.column, one.code, one.read) for one in told] == [
            ("统一社会信用代码", "character_forbidden", r"914\x1b]0;x\x07")
        ]
    assert "914\x1b]0;x\x07" in (tmp_path / "rejects.csv").read_text("utf-8-sig")  # the text that is to be mended


def test_a_header_of_binary_junk_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "junk.csv").write_bytes(b"\x1b[2J\x9b31m\x07")
    with pytest.raises(Invalid) as refusal:
        import_registry(tmp_path / "junk.csv", tmp_path, ImportOptions())
    assert str(refusal.value.params["read"]).startswith(r"\x1b[2J")
    assert not re.search(FORBIDDEN, str(refusal.value.params["read"]))
