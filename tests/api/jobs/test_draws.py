"""What the job of a freeze is told."""

import json

import pytest

from api.jobs.draws import freeze_request
from sampler.ceremony import Terms
from sampler.errors import Invalid
from sampler.plan import Sizes
from sampler.seed import salt_hash
from tests.site import AUTHORITY, SALT, SNAPSHOT


def terms(**changed: str) -> Terms:
    at = {"at": "2026-11-24T01:00:00Z", "seed_at": "2026-11-24T02:00:00Z", "open_by": "2026-12-24T02:00:00Z"}
    return Terms(draw_id="d-1", sizes=Sizes.parse(["1/10", "enterprise=5"]), **{**at, "salt": SALT, **changed})


def test_a_job_is_told_the_hash_of_a_salt_and_never_the_salt() -> None:
    asked = freeze_request(terms(), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
    text = json.dumps(asked.params)
    assert SALT not in text
    assert salt_hash(SALT) in text
    assert asked.params["terms"]["sizes"] == ["1/10", "enterprise=5"]


def test_terms_that_cannot_be_are_refused_when_they_are_asked_for() -> None:
    with pytest.raises(Invalid, match="sealed_needs_salt_and_open_by"):
        freeze_request(terms(salt=""), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
    with pytest.raises(Invalid, match="salt_malformed"):
        freeze_request(terms(salt="", salt_sha256="no hash"), authority=AUTHORITY, title="密封抽取", snapshot=SNAPSHOT)
