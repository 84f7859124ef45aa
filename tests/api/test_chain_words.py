"""The checker's templates in the reader's language: every one that its source has, and no other."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping

import pytest
from flask.testing import FlaskClient

from api.pages.chain_words import WORDS, Told, tell
from sampler import verify as v

AT = "2026-11-24T03:13:52Z"
BARE = {"", "{text}", "{key}={value}", "{value}", "{chain}"}  # values as the files have them
PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)s")
PLACE_OF_TEMPLATE = {"Phrase": 0, "require": 3, "caution": 2}  # the argument that is one, by what is called


def templates() -> Iterator[str]:
    """Every template in the checker's source; each stands there as it is, but where a phrase made earlier goes on."""
    for node in ast.walk(ast.parse(inspect.getsource(v))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = PLACE_OF_TEMPLATE.get(called)
        if place is None or ast.unparse(node).partition("(")[2].startswith("template,"):
            continue
        template = node.args[place] if len(node.args) > place else ast.Constant("")
        if not ast.unparse(template).endswith(".template"):
            assert isinstance(template, ast.Constant), ast.unparse(node)
            yield str(template.value)


def places(text: str) -> set[str]:
    return {one or other for one, other in PLACE.findall(text)}


def told(client: FlaskClient, template: str, params: Mapping[str, str | int]) -> Told:
    with client.application.test_request_context(headers={"Accept-Language": "zh-CN"}):
        return tell(template, params)


def test_every_template_has_its_words() -> None:
    assert set(WORDS) | BARE == set(templates())


def test_the_words_have_no_places_of_their_own() -> None:
    assert {template for template, words in WORDS.items() if not places(str(words)) <= places(template)} == set()


@pytest.mark.parametrize("template", WORDS)
def test_no_phrase_stays_english(client: FlaskClient, template: str) -> None:
    samples = {"kind": "ceremony", "other": "void", "kinds": "outcome or void", "stage": "drawn", "thing": "file"}
    times = dict.fromkeys(("at", "before", "made", "open_by", "previous", "seed_at"), AT)
    more = {"strata": "enterprise/A", "stratum": "enterprise", "error": "cannot be read", "seed_format": "digits:20"}
    params = dict.fromkeys(places(template), "7") | {"ids": "7"} | samples | times | more
    text = told(client, template, {name: params[name] for name in places(template) - {"entities"}}).text
    names = r"UTF-8|SSJ1|BOM|RFC|openssl|salt_sha256|open_by|tsa-root"
    assert not re.search("[A-Za-z]{3,}", re.sub(names, "", text)), text
    assert AT not in text


def test_a_time_is_the_readers_and_long_lists_are_cut(client: FlaskClient) -> None:
    codes = [f"9141021200{number:08}" for number in range(451)]
    late = told(client, "{kinds}: not before {at}", {"kinds": "outcome or void", "at": AT})
    thrown = told(client, "{at}: {number} thrown away: {ids}", {"at": AT, "number": 451, "ids": " ".join(codes)})
    twice = told(client, "{entities}", {"entities": f"{codes[0]} (2) {codes[1]} (3)"})
    whole = told(client, "{strata}", {"strata": "enterprise/A individual"})
    assert late.text == "直到 2026年11月24日 11:13:52 才有“抽取结果或作废”"
    assert thrown.text == "作废于 2026年11月24日 11:13:52，丢弃了 451 户："
    assert (thrown.items, len(thrown.few)) == (tuple(codes), 5)
    assert twice.items == (f"{codes[0]}（2 次）", f"{codes[1]}（3 次）")
    assert whole.text == "企业 · A类、个体工商户"


def test_what_is_overdue_is_so_now_and_not_since_it_was_last_judged(client: FlaskClient) -> None:
    text = told(client, "{kinds}: neither by {now}", {"kinds": "outcome or void", "now": AT}).text
    assert text == "至今没有“抽取结果或作废”"


def test_many_faults_of_a_rule_are_counted_and_values_stay(client: FlaskClient) -> None:
    assert told(client, "not sorted", {"line": 2, "more": 3}).text == "第 2 行：没有按次序排列（另有 3 处）"
    value = told(client, "{key}={value}", {"key": "team_size", "value": "two"})
    assert (value.text, value.worded) == ("team_size=two", False)


def test_a_template_of_another_version_of_the_checker_stays_as_it_is(client: FlaskClient) -> None:
    said = told(client, "{number} of something new", {"number": 3})
    assert (said.text, said.worded) == ("3 of something new", False)
