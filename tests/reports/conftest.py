"""Fonts for every test of papers: the pip package alone, and what the system has."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.fonts import SYSTEM_FOLDERS, Fonts, Role, find_fonts, floor_folder
from tests.system_parts import missing


@pytest.fixture(scope="session")
def floor() -> Fonts:
    """The fonts of a machine that has pip and nothing else."""
    return find_fonts(folders=[floor_folder()])


@pytest.fixture(scope="session")
def system() -> Fonts:
    """Noto CJK, HanaMin and LXGW WenKai from the system's packages, and nothing from pip."""
    wanted = {"NotoSerifCJK-Black.ttc", "NotoSansCJK-Regular.ttc", "HanaMinB.ttf", "LXGWWenKai-Regular.ttf"}
    found = {path.name for folder in SYSTEM_FOLDERS for path in folder.rglob("*.tt?")}
    if not wanted <= found:
        missing("Chinese fonts")
    return find_fonts(folders=SYSTEM_FOLDERS)


@pytest.fixture(scope="session", params=["floor", "system"])
def fonts(request: pytest.FixtureRequest) -> Fonts:
    """Each of the two, in turn."""
    found: Fonts = request.getfixturevalue(request.param)
    assert found.chain(Role.BODY)
    return found


@pytest.fixture(scope="session")
def read_text() -> Callable[..., list[str]]:
    """Reads a PDF's pages back as text, the way another program sees them."""
    if not shutil.which("pdftotext"):
        missing("poppler")

    def read(pdf: bytes, *options: str) -> list[str]:
        done = subprocess.run(
            ["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=pdf, capture_output=True, check=True
        )
        assert not done.stderr
        return done.stdout.decode().removesuffix("\f").split("\f")

    return read


@pytest.fixture
def font_folder(tmp_path: Path) -> Path:
    """A folder of the user's."""
    folder = tmp_path / "fonts"
    folder.mkdir()
    return folder
