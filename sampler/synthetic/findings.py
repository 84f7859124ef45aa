"""Findings for a demo's targets: invented, in plausible shares (words.toml), the same for an id in every draw."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sampler.codes import disposals, finding_codes
from sampler.entity import printed
from sampler.finding import METHOD_NAMES, Finding, Method, in_order
from sampler.synthetic.chance import Numbers, below
from sampler.synthetic.files import row_file
from sampler.synthetic.words import words

FINDING_HEADER = ("统一社会信用代码", "检查完成日期", "检查结果", "核查方式", "后续处置", "备注")
SATURDAY = 5


def invented_findings(ids: Iterable[str], *, first: date, last: date) -> tuple[Finding, ...]:
    """A finding for each id, in their order; the checks end on weekdays from `first` to `last`.

    >>> [finding] = invented_findings(["R:410224699999999"], first=date(2026, 11, 25), last=date(2026, 12, 11))
    >>> sorted(finding.codes), finding.finished_on.isoformat(), finding.disposal
    (['none_found'], '2026-11-27', 'none')
    """
    targets = list(ids)
    numbers = numbers_of(targets)
    days = weekdays(first, last)
    outcome = words().outcomes.index("outcome", numbers)
    codes, methods, disposals = (column.take(outcome).to_pylist() for column in words().outcomes.words)
    finished = below("finished on", numbers, len(days)).tolist()
    return tuple(
        Finding(
            id=target,
            codes=frozenset(found.split()),
            finished_on=days[day],
            method=Method(method),
            disposal=disposal,
        )
        for target, found, method, disposal, day in zip(targets, codes, methods, disposals, finished, strict=True)
    )


def write_findings(path: Path, findings: Iterable[Finding]) -> None:
    """A file of findings in people's words, as `sampler.finding.read_findings` reads it."""
    names = {code.code: code.name for code in finding_codes()}
    followed_by = {disposal.code: disposal.name for disposal in disposals()}
    rows = [
        (
            printed(finding.id),
            finding.finished_on.isoformat(),
            "；".join(names[code] for code in in_order(finding.codes)),
            METHOD_NAMES[finding.method],
            followed_by[finding.disposal],
            finding.note,
        )
        for finding in findings
    ]
    with row_file(path, FINDING_HEADER) as write:
        write(rows)


def numbers_of(ids: Iterable[str]) -> Numbers:
    """A number for each id, from its SHA-256."""
    return np.array([int.from_bytes(hashlib.sha256(one.encode()).digest()[:4], "big") for one in ids], dtype=np.uint64)


def weekdays(first: date, last: date) -> list[date]:
    """The days from Monday to Friday; every day where there is none."""
    days = [first + timedelta(place) for place in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < SATURDAY] or days
