from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

from sampler.finding import read_findings
from sampler.synthetic import invented_findings, write_findings
from sampler.synthetic.identifiers import credit_codes

FIRST, LAST = date(2026, 11, 25), date(2026, 12, 11)
IDS = [f"91410212{number:010}" for number in range(2_000)]


def test_an_id_has_the_same_finding_whatever_else_was_drawn() -> None:
    many = invented_findings(IDS, first=FIRST, last=LAST)
    assert [finding.id for finding in many] == IDS
    assert invented_findings(reversed(IDS), first=FIRST, last=LAST) == many[::-1]


def test_shares_are_plausible_and_every_code_but_the_rarest_comes_up() -> None:
    counts = Counter(code for finding in invented_findings(IDS, first=FIRST, last=LAST) for code in finding.codes)
    assert 1_360 < counts["none_found"] < 1_520  # 72 %
    assert 140 < counts["unreachable"] < 230  # 9.2 %
    assert 20 < counts["deregistered"] < 60
    assert len(counts) >= 12


def test_checks_end_on_weekdays_of_the_time_given() -> None:
    days = {finding.finished_on for finding in invented_findings(IDS, first=FIRST, last=LAST)}
    assert min(days) == FIRST
    assert max(days) == LAST
    assert max(day.weekday() for day in days) == 4


def test_a_weekend_alone_is_used_as_it_is() -> None:
    [finding] = invented_findings(IDS[:1], first=date(2026, 11, 28), last=date(2026, 11, 28))
    assert finding.finished_on == date(2026, 11, 28)


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    ids = [*demo_ids(500), "R:410224699999999"]
    findings = invented_findings(ids, first=FIRST, last=LAST)
    write_findings(tmp_path / "findings.csv", findings)
    assert read_findings(tmp_path / "findings.csv") == findings


def demo_ids(count: int) -> list[str]:
    numbers = np.arange(count, dtype=np.uint64)
    codes: list[str] = credit_codes(numbers, numbers.astype(np.int64) % 3, np.full(count, 410212)).to_pylist()
    return codes


def test_no_target_no_finding() -> None:
    assert invented_findings([], first=FIRST, last=LAST) == ()
