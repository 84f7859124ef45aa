"""Asking for a job: its parameters as JSON can hold them. Each noun's file knows its own."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from sampler.intake import Upload
from sampler.store.jobs import Request


def request(kind: str, subject: str, params: Mapping[str, Any]) -> Request:
    """The same asked for twice is one job, until it is finished."""
    text = json.dumps([kind, subject, params], ensure_ascii=False, sort_keys=True)
    return Request(kind=kind, subject=subject, params=params, dedupe=sha256(text.encode()).hexdigest())


def write_upload(upload: Upload | None) -> dict[str, str] | None:
    return asdict(upload) if upload else None


def read_upload(params: Mapping[str, str] | None) -> Upload | None:
    return Upload(**params) if params else None
