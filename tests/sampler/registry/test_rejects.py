"""What a rejects file tells, read back: every problem that the import counted, and the first ones word by word."""

from collections import Counter
from pathlib import Path

from sampler.registry import ImportOptions, import_registry
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
