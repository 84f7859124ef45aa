"""What people hand in is kept whole, under its bytes and its name."""

import io
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from sampler.errors import Invalid, Missing
from sampler.intake import Intake, Upload

NOW = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(tmp_path / "var" / "intake")


def test_a_file_is_kept_under_its_digest_and_name(intake: Intake) -> None:
    data = b"x" * 3_000_000
    upload = intake.put(io.BytesIO(data), "名录库 (1).csv.gz")
    assert upload == Upload(sha256=sha256(data).hexdigest(), name="名录库 (1).csv.gz")
    assert intake.path(upload).name == "名录库 (1).csv.gz"
    assert intake.path(upload).read_bytes() == data
    assert intake.path(upload).stat().st_mode & 0o077 == 0  # names and phones


def test_the_same_twice_is_one_file(intake: Intake) -> None:
    first = intake.put(io.BytesIO(b"a"), "a.csv")
    assert intake.put(io.BytesIO(b"a"), "a.csv") == first
    assert [path for path in intake.root.rglob("*") if path.is_file()] == [intake.path(first)]


@pytest.mark.parametrize("name", ["", ".", "..", ".csv", "a/b", "a\\b", "a\0b", "a\nb", "名" * 67, "a\udcd6.csv"])
def test_names_that_could_lead_elsewhere_are_refused(intake: Intake, name: str) -> None:
    with pytest.raises(Invalid, match="file_name_unusable"):
        intake.put(io.BytesIO(b"a"), name)
    assert not intake.root.exists()


def test_what_is_not_there_is_said(intake: Intake, tmp_path: Path) -> None:
    with pytest.raises(Missing, match="upload_unknown"):
        intake.path(Upload(sha256="0" * 64, name="a.csv"))
    with pytest.raises(Invalid, match="file_unreadable"):
        intake.put_file(tmp_path / "nowhere.csv")


def test_a_name_in_another_encoding_is_kept_readable(intake: Intake, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/名录.csv".encode("gb18030")
    with open(path, "wb") as stream:
        stream.write(b"a")
    upload = intake.put_file(Path(os.fsdecode(path)))
    assert upload.name.endswith(".csv")
    assert intake.path(upload).read_bytes() == b"a"


def test_what_was_cut_short_leaves_nothing_to_find_and_is_swept(intake: Intake) -> None:
    class Cut(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "the line was cut")

    kept = intake.put(io.BytesIO(b"a"), "a.csv")
    with pytest.raises(Exception, match="the line was cut"):
        intake.put(Cut(), "b.csv")
    (intake.root / ".part-killed").write_bytes(b"half")
    intake.sweep(datetime.now(UTC) - timedelta(days=1))
    assert (intake.root / ".part-killed").exists()  # it may be under way
    intake.sweep(NOW)
    assert [path for path in intake.root.rglob("*") if path.is_file()] == [intake.path(kept)]
