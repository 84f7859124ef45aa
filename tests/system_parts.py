"""The parts of a system that pip cannot install, and what happens to a test where one is missing.

A test that needs such a part calls `missing(part)` when it isn't there: the test is skipped and the run ends
with one line per missing part. With REQUIRE_ALL=1 in the environment the same call is a failure, so that no
build is green because nothing ran.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest

# part → how stock Debian gets it
DEBIAN = {
    "PostgreSQL": "apt install postgresql",
    "Chromium": "apt install chromium",
    "Chinese fonts": "apt install fonts-noto-cjk fonts-hanazono fonts-lxgw-wenkai",
    "poppler": "apt install poppler-utils",
    "openssl": "apt install openssl",
    "mawk": "apt install mawk",
    "gawk": "apt install gawk",
    "busybox": "apt install busybox",
    "package index": "let pip reach one",
}
MARK = "system part missing: "


def missing(part: str) -> NoReturn:
    """Skip this test because the system lacks `part`; with REQUIRE_ALL=1 fail it."""
    reason = f"{MARK}{part}"
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{reason} ({DEBIAN.get(part, 'see README')}), and REQUIRE_ALL=1", pytrace=False)
    pytest.skip(reason)


def closing_lines(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """One line per missing part: how to get it, how many tests were skipped for it, and where they are."""
    where: dict[str, list[str]] = defaultdict(list)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if MARK in reason:
            where[reason.partition(MARK)[2]].append(str(Path(report.nodeid.partition("::")[0]).parent))
    return [
        f"{part} is missing ({DEBIAN.get(part, 'see README')}): {len(places)} tests skipped"
        f" in {', '.join(sorted(set(places)))}"
        for part, places in sorted(where.items())
    ]
