"""What every test may use: the closing lines about missing system parts, and the two databases."""

import pytest

from tests.system_parts import closing_lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in closing_lines(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line, yellow=True)
