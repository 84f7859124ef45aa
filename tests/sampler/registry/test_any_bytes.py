"""Files of any bytes: a short run of what `make fuzz` does at length."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.sampler.registry.hostile import SOUND, files, survive


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(content=files())
def test_any_bytes_give_problems_or_a_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    survive(content, tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("kind", SOUND)
def test_the_files_that_are_changed_are_sound_themselves(tmp_path: Path, kind: str) -> None:
    survive(SOUND[kind], tmp_path)
    assert list((tmp_path / "snapshots").iterdir())
