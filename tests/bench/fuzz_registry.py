"""`make fuzz`: files of any bytes given to the registry, roster and bureau importers, FUZZ_CASES of them."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.sampler.registry.hostile import files, survive


@settings(
    max_examples=int(os.environ.get("FUZZ_CASES", "10000")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(content=files())
def test_any_bytes_give_problems_or_a_refusal(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survive(content, Path(folder))
