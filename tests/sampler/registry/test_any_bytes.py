"""Files of any bytes: a short run of what `make fuzz` does at length."""

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sampler.registry.hostile import LISTS, SOUND, SOUND_LISTS, files, lists, survive, survive_list

ROOT = Path(__file__).parents[3]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=files())
def test_any_bytes_give_problems_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    survive(content, tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_list_gives_problems_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    survive_list(name, data.draw(lists(name)), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_that_are_changed_are_sound_themselves(tmp_path: Path, name: str) -> None:
    for content in SOUND_LISTS[name]:
        (tmp_path / "given").write_bytes(content)
        assert LISTS[name][2](tmp_path / "given")


BOUNDED = """
import resource, sys
from pathlib import Path
from sampler.errors import Invalid
from sampler.registry import ImportOptions, import_registry
from sampler.roster import read_bureaus

held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + (400 << 20),) * 2)
readers = (lambda path: import_registry(path, path.parent, ImportOptions()), read_bureaus)
for path in map(Path, sys.argv[1:]):
    for read in readers:
        try:
            read(path)
        except Invalid as refusal:
            print(path.name, refusal.code)
"""


def test_what_unpacks_beyond_measure_is_refused_within_400_mb(tmp_path: Path) -> None:
    """At the real bounds, as a registry and as a list, in a process that is given no more memory."""
    line, packed, bomb = (tmp_path / name for name in ("line.csv", "line.csv.gz", "bomb.xlsx"))
    with line.open("wb") as stream:
        stream.truncate(2 << 30)  # two gigabytes of NUL, which the disk need not hold
    packed.write_bytes(gzip.compress(bytes(16 << 20)) * 128)
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            member.write(b"<worksheet><sheetData><row>")
            for _ in range(500):  # megabytes of one row: more than the process may hold
                member.write(bytes(1 << 20))
    command = [sys.executable, "-c", BOUNDED, *map(str, (line, packed, bomb))]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    codes = ("line.csv line_too_long", "line.csv.gz line_too_long", "bomb.xlsx file_unpacks_too_large")
    assert told.stdout.splitlines() == [code for code in codes for _ in range(2)], told.stderr


@pytest.mark.parametrize("kind", SOUND)
def test_the_files_that_are_changed_are_sound_themselves(tmp_path: Path, kind: str) -> None:
    survive(SOUND[kind], tmp_path)
    assert list((tmp_path / "snapshots").iterdir())
