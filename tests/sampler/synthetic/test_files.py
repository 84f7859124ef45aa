import gzip
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from sampler.errors import Broken, Invalid
from sampler.registry.readers import open_source
from sampler.synthetic.files import is_ragged, row_file

HEADER = ("名称", "住所")
ROWS = [("𠮷祥面馆", "路北,桥头"), ("", "一\n二")]


def written(path: Path, **encoding: str) -> bytes:
    with row_file(path, HEADER, **encoding) as write:
        write(ROWS[:1])
        write(ROWS[1:])
    return path.read_bytes()


def test_csv_has_a_mark_and_line_ends_as_such_files_come(tmp_path: Path) -> None:
    text = '名称,住所\r\n𠮷祥面馆,"路北,桥头"\r\n,"一\n二"\r\n'
    assert written(tmp_path / "a.csv") == b"\xef\xbb\xbf" + text.encode()
    assert written(tmp_path / "b.csv", encoding="gb18030") == text.encode("gb18030")


def test_gzip_holds_neither_name_nor_time(tmp_path: Path) -> None:
    packed = written(tmp_path / "a.csv.gz")
    assert packed == written(tmp_path / "another name.csv.gz")
    assert gzip.decompress(packed) == written(tmp_path / "a.csv")
    assert packed[4:8] == bytes(4)


def test_parquet_and_xlsx_give_the_rows_back(tmp_path: Path) -> None:
    assert written(tmp_path / "a.parquet") == written(tmp_path / "b.parquet")
    assert written(tmp_path / "a.xlsx") == written(tmp_path / "b.xlsx")
    assert {part.date_time for part in ZipFile(tmp_path / "a.xlsx").infolist()} == {(1980, 1, 31, 0, 0, 0)}
    assert pq.read_table(tmp_path / "a.parquet").to_pydict() == {
        "名称": ["𠮷祥面馆", ""],
        "住所": ["路北,桥头", "一\n二"],
    }
    sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0)
    assert sheet.to_python() == [list(HEADER), *map(list, ROWS)]


def test_rows_of_other_lengths_only_fit_text() -> None:
    assert [is_ragged(name) for name in ("a.csv", "a.csv.gz", "a.xlsx", "a.parquet")] == [True, True, False, False]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="format_unknown"), row_file(tmp_path / "a.ods", HEADER):
        pass


def test_a_file_that_fails_halfway_does_not_come_into_being(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError), row_file(tmp_path / "a.csv", HEADER) as write:
        write([*ROWS, ("\ud800", "")])
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_is_named(tmp_path: Path) -> None:
    for name in ("a.csv", "a.csv.gz", "a.parquet", "a.xlsx"):
        with pytest.raises(Broken, match="disk_write_failed"):
            written(tmp_path / "no such folder" / name)


def test_a_sheet_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sampler.synthetic.files.XLSX_ROWS", 3)
    written(tmp_path / "fits.xlsx")
    with pytest.raises(Invalid, match=r"too_many_rows\(limit=2\)"), row_file(tmp_path / "a.xlsx", HEADER) as write:
        write([*ROWS, *ROWS])


FULL = """
import random, resource, signal, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sampler.registry.readers import open_source
from sampler.synthetic.files import row_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
with row_file(Path(sys.argv[1]), ["a", "b"]) as write:
    for _ in range(60):
        write([(str(random.random()), str(random.random())) for _ in range(1000)])
"""


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "xlsx", "parquet"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, ending):
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / f"a.{ending}")], capture_output=True, text=True, check=False
    )
    assert "Broken: disk_write_failed" in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".xlsx", ".parquet"])
def test_each_kind_goes_through_a_pipe(tmp_path: Path, ending: str) -> None:
    pipe = tmp_path / f"pipe{ending}"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        came = pool.submit(pipe.read_bytes)
        with row_file(pipe, HEADER) as write:
            write(ROWS)
        (tmp_path / f"read{ending}").write_bytes(came.result(10))
    source = open_source(tmp_path / f"read{ending}")
    assert [cells.to_pylist() for cells in next(source.chunks([0, 1])).cells][1] == ["路北,桥头", "一\n二"]
    assert pipe.is_fifo()
