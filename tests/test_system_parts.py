"""The rule of skipping is itself shown: a skip ends in a line, and in a failure where all is required."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
TEST = """
import pytest
from tests.system_parts import missing

@pytest.fixture(scope="session")
def server():
    missing("PostgreSQL")

@pytest.mark.parametrize("n", [1, 2])
def test_needs_it(server, n): ...
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Two tests that need a missing part, under the conftest of this project."""
    monkeypatch.setenv("PYTHONPATH", str(HERE.parent))
    pytester.makeconftest((HERE / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(TEST)
    return pytester


def test_a_missing_part_ends_in_one_line(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    result = suite.runpytest_subprocess()
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["PostgreSQL is missing (apt install postgresql): 2 tests skipped in *"])
    assert str(result.stdout).count("is missing") == 1


def test_a_missing_part_fails_where_all_is_required(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    result = suite.runpytest_subprocess()
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*system part missing: PostgreSQL*REQUIRE_ALL=1*"])
