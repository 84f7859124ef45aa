"""The catalogue is whole: nothing missing, nothing left over, no blank lost, the compiled file its very image."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import click
import pytest
from babel.messages.catalog import Catalog, Message

from api.cli import cli, main
from api.words import words_for
from sampler.codes import finding_codes
from tests.catalogues import (
    CATALOGUE,
    COMPILED,
    PACKAGES,
    ROOT,
    find_keys,
    in_module,
    key_of,
    mo_bytes,
    po_bytes,
    read_catalogue,
    remake,
    texts,
)

BLANKS = re.compile(r"%%|%(?:\(\w+\))?[0-9.]*[sd]|\{\w*\}|&[A-Z]")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
TITLES = re.compile("《[^》]+》")
SECOND_WORDS = re.compile("公开值|抽签|抽查编号|哈希")  # of 公共值, 抽取, 抽取编号, 指纹


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read_catalogue()


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def blanks(text: str) -> Counter[str]:
    """What is filled in, without its width: `%(month)02d` fills the blank of `%(month)d`."""
    return Counter(re.sub(r"(?<=[%)])[0-9.]+", "", blank) for blank in BLANKS.findall(text))


def test_every_word_of_the_source_is_in_the_catalogue_and_no_other(catalogue: Catalog) -> None:
    kept = {key_of(message) for message in messages(catalogue)}
    found = find_keys()
    assert (sorted(found - kept, key=str), sorted(kept - found, key=str)) == ([], []), "run `make catalogues`"
    assert not catalogue.obsolete


def test_every_word_is_translated_and_none_is_a_guess(catalogue: Catalog) -> None:
    assert [m.id for m in messages(catalogue) if not all(texts(m.string)) or m.fuzzy] == []


def test_translations_are_english(catalogue: Catalog) -> None:
    """Titles of laws stand behind their translation, in Chinese, so that they can be looked up."""
    assert [m.id for m in messages(catalogue) if CHINESE.search(TITLES.sub("", " ".join(texts(m.string))))] == []


def test_blanks_survive(catalogue: Catalog) -> None:
    lost = (
        m.id
        for m in messages(catalogue)
        for source, translation in zip(texts(m.id), texts(m.string), strict=True)
        if blanks(source) != blanks(translation)
    )
    assert list(lost) == []


def test_one_word_of_chinese_may_be_two_of_english(catalogue: Catalog) -> None:
    """Where a context is named, another word stands without it: else the context would say nothing."""
    named = {(m.id, m.string) for m in messages(catalogue) if m.context}
    bare = {m.id: m.string for m in messages(catalogue) if not m.context}
    assert named
    assert [msgid for msgid, said in named if bare.get(msgid, said) == said] == []


def test_one_thing_has_one_word_of_chinese(catalogue: Catalog) -> None:
    """Papers, pages, commands and the two checkers that stand alone say the same."""
    alone = [(ROOT / "sampler" / name).read_text(encoding="utf-8") for name in ("verify.py", "check.sh")]
    said = [text for message in messages(catalogue) for text in texts(message.id)]
    assert {word for text in (*said, *alone) for word in SECOND_WORDS.findall(text)} == set()


def test_a_lost_blank_is_found() -> None:
    assert blanks("%(year)d年%(month)d月") == blanks("%(month)02d/%(year)d")
    assert blanks("{file} 有 {count} 处") != blanks("{file} has {counts}")
    assert blanks("第 %(page)d 页") != blanks("page %(page)s")
    assert blanks("%% %s") != blanks("% %s")


def test_the_files_are_what_make_catalogues_writes() -> None:
    made = remake()
    assert CATALOGUE.read_bytes() == po_bytes(made), "run `make catalogues`"
    assert COMPILED.read_bytes() == mo_bytes(made), "run `make catalogues`"
    assert "Creation-Date" not in CATALOGUE.read_text(encoding="utf-8")


def test_the_empty_text_stays_empty() -> None:
    assert words_for("en")("") == ""
    assert words_for("en")("摇号") == "Ceremony"
    assert words_for("zh_Hans_CN")("摇号") == "摇号"


def test_names_of_codes_are_among_the_words() -> None:
    words = words_for("en")
    assert not [code.name for code in finding_codes() if words(code.name) == code.name]


def test_no_help_is_said_past_the_catalogue() -> None:
    """Every command's and option's help reaches the reader through the classes that translate it."""
    for command in commands(cli):
        assert (None, command.help) in find_keys()
        for parameter in command.params:
            if isinstance(parameter, click.Option) and CHINESE.search(parameter.help or ""):
                assert type(parameter).__module__ == "api.cli.options"


def commands(group: click.Group) -> Iterator[click.Command]:
    yield group
    for command in group.commands.values():
        yield from commands(command) if isinstance(command, click.Group) else [command]


def paths(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield above
    for name, command in group.commands.items():
        yield from paths(command, (*above, name)) if isinstance(command, click.Group) else [(*above, name)]


@pytest.mark.parametrize("path", sorted(set(paths(cli)) - {("verify",)}), ids=" ".join)  # it stands alone, bilingual
def test_help_is_english_where_the_machine_is(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("SAMPLER_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    main([*path, "--help"])
    told = capsys.readouterr().out
    assert told
    assert not CHINESE.search(told)


def test_f_strings_hide_no_words() -> None:
    """gettext cannot find what an f-string makes, so none is asked for."""
    hidden = [
        ast.unparse(node)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("_", "words")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr)
    ]
    assert hidden == []
    assert list(in_module('words(f"{name}")')) == []
