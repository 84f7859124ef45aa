"""Files for the tests, made on the spot: rows of a registry in every shape that people hand in."""

import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from sampler.entity import credit_code_check, registration_check
from sampler.registry.source import Source

HEADER = ("统一社会信用代码", "市场主体名称", "市场主体类型", "登记状态", "属地监管所")
Rows = Iterable[Sequence[object]]
Read = list[tuple[int, list[str | None], str]]


def credit_code(number: int, *, second: str = "1", division: str = "410212") -> str:
    """A code of no real firm: its subject number begins 0000."""
    body = f"9{second}{division}0000{number:05}"
    return body + credit_code_check(body)


def registration_number(number: int, *, seventh: str = "0") -> str:
    body = f"410224{seventh}{number:07}"
    return body + registration_check(body)


def entity(number: int, **changed: str) -> list[str]:
    """A clean row under HEADER, with some cells changed: code, name, type, status, bureau."""
    row = {
        "code": credit_code(number),
        "name": f"河南第{number}号商贸有限公司（演示）",
        "type": "有限责任公司",
        "status": "存续",
        "bureau": "410212101",
    }
    return list({**row, **changed}.values())


def csv_bytes(
    rows: Rows,
    *,
    header: Sequence[str] = HEADER,
    delimiter: str = ",",
    end: str = "\r\n",
    encoding: str = "utf-8",
) -> bytes:
    """Plain delimited text; cells are written as they are, so that a test can quote as it likes."""
    lines = [delimiter.join(map(str, row)) for row in (header, *rows)]
    return "".join(line + end for line in lines).encode(encoding)


def csv_file(folder: Path, rows: Rows, *, name: str = "名录.csv", **shape: object) -> Path:
    path = folder / name
    content = csv_bytes(rows, **shape)  # type: ignore[arg-type]
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def xlsx_bytes(rows: Rows, *, header: Sequence[str] = HEADER) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate((header, *rows)):
            for column, value in enumerate(row):
                sheet.write(place, column, value)
    return buffer.getvalue()


def xlsx_file(folder: Path, rows: Rows, *, header: Sequence[str] = HEADER) -> Path:
    path = folder / "名录.xlsx"
    path.write_bytes(xlsx_bytes(rows, header=header))
    return path


def parquet_bytes(rows: Rows, *, header: Sequence[str] = HEADER) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(dict(zip(header, zip(*rows, strict=True), strict=True))), buffer)
    return buffer.getvalue()


def parquet_file(folder: Path, rows: Rows, *, header: Sequence[str] = HEADER) -> Path:
    path = folder / "名录.parquet"
    path.write_bytes(parquet_bytes(rows, header=header))
    return path


def read(source: Source) -> Read:
    """(number, cells, code of its fault) of each record."""
    found: Read = []
    for chunk in source.chunks(range(len(source.header))):
        cells = zip(*(column.to_pylist() for column in chunk.cells), strict=True)
        for place, (number, row) in enumerate(zip(chunk.numbers.tolist(), cells, strict=True)):
            found.append((number, list(row), chunk.faults[place].code if place in chunk.faults else ""))
    return found
