"""A command run in an empty folder with settings of its own."""

import pytest

from api.cli import main


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command; gives (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMPLER_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("SAMPLER_LANG", "zh")

    def run_command(*arguments):
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run_command
