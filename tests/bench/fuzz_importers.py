"""`make fuzz`: files of any bytes given to the importers of registry, bureaus, roster, recusals, FUZZ_CASES to each."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sampler.registry.hostile import LISTS, files, lists, survive, survive_list

FUZZED = settings(
    max_examples=int(os.environ.get("FUZZ_CASES", "10000")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@FUZZED
@given(content=files())
def test_any_bytes_give_problems_or_a_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survive(content, Path(folder))


@pytest.mark.parametrize("name", LISTS)
@FUZZED
@given(data=st.data())
def test_any_list_gives_problems_or_a_refusal(name: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survive_list(name, data.draw(lists(name)), Path(folder))
