"""A wrong command line is told in the reader's language, by a sentence of our own."""

import pytest

from api.cli import main
from api.cli.console import WRONG_USAGE

DRAW = ["draw", "d", "--public-value", "1"]
WRONG = [
    (["registry", "import"], "缺少 FILE", "FILE is missing"),
    (["freeze"], "缺少 --registry", "--registry is missing"),
    ([*DRAW, "--number", "0"], "--number 须是不小于 2 的整数", "--number must be a whole number from 2"),
    ([*DRAW, "--number", "x"], "--number 须是不小于 2 的整数", "--number must be a whole number from 2"),
    (["serve", "--port", "0"], "--port 须是 1 到 65535 的整数", "--port must be a whole number from 1 to 65535"),
    (["synth", "--dirty", "2"], "--dirty 须是 0 到 1 的数", "--dirty must be a number from 0 to 1"),
    (["papers", "d", "--language", "fr"], "--language 只能是 zh-CN、en 之一", "--language must be one of zh-CN, en"),
    (["nope"], "没有命令 nope", "There is no command nope"),
    (["db", "nope"], "没有命令 nope", "There is no command nope"),
    (["doctor", "--nope"], "没有选项 --nope", "There is no option --nope"),
    (["draw", "d", "--at"], "选项 --at 缺少值，或不该有值", "The option --at lacks its value, or takes none"),
    (["doctor", "--json=1"], "选项 --json 缺少值，或不该有值", "The option --json lacks its value, or takes none"),
    (["doctor", "a", "b"], "多余的参数：a b", "Too many arguments: a b"),
]


@pytest.mark.parametrize(("arguments", "chinese", "english"), WRONG, ids=[" ".join(line[0]) for line in WRONG])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_wrong_usage_is_told_in_the_readers_language(
    arguments: list[str],
    chinese: str,
    english: str,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SAMPLER_LANG", language)
    assert main(arguments) == WRONG_USAGE
    assert capsys.readouterr().err.strip() == (chinese if language == "zh" else english)
