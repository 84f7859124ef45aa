"""The checker's phrases in the reader's language: every one that its source has."""

import ast
import inspect
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from api.pages.chain_words import tell_detail, tell_value
from sampler import verify as v

AT = "2026-11-24T03:13:52Z"
# what stands for a part of a phrase in this test, by the expression that the checker's source has there
SAMPLES = {
    "kind": "ceremony", "entry.kind": "publication", "MUST_FOLLOW[kind]": "outcome", "NEVER_AFTER[kind]": "void",
    "NEVER_AFTER.get(kind)": "void", "record.stage": "drawn", "stratum": "enterprise/A", "seed_format": "digits:20",
    "' or '.join(kinds)": "outcome or void", "' or '.join(wanted)": "publication or correction",
    "fault": f"neither by {AT}", "gap": "number 4 after number 7", "user": "a/00-notice.txt",
    "wanted": "a" * 64, "made": AT, "now": AT, "since": "2026-11-24T02:00:00Z",
    "entry.at": AT, "previous.at": "2026-11-24T03:13:53Z", "notice.at": AT,
    "value['seed_at']": AT, "notice.values['seed_at']": AT,
    "void.at": AT, "' '.join(lottery.places)": "91410212MA40000013 91410212MA40000021",
    "name": "10-frame.tsv", "check_notice:made": "1595431050", "read_entries:kind": "file", "read_entries:name": "4",
    "ord(found[0]):04X": "200B",
}  # fmt: skip
LATIN = re.compile("[A-Za-z]{3,}")
# ids, names of files and programs, hashes, and the standards' own names
THEIRS = re.compile(
    r"91[0-9A-Z]{16}|[0-9a-z/-]+\.(tsv|txt|tsr)|[0-9a-f]{64}|UTF-8|SSJ1|BOM|RFC|openssl|salt_sha256|open_by|tsa-root|U\+[0-9A-F]+"
)
# functions in which no fault is worded
SILENT = {
    "shown", "H", "seconds", "is_time", "as_json", "as_lines", "say", "arguments", "main", "alone", "clock", "ask",
    "merkle_root", "seed_text", "results", "hash", "faultless", "authority", "error", "of_strata", "table_file",
}  # fmt: skip
# literals of the others that are values and no phrases
VALUES = {"SSJ1 ", "rehearsal", " or ", f"neither by {AT}", f"not before {AT}"}


def sample(part: ast.expr, function: str) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    shown = ast.unparse(part.value)
    return SAMPLES.get(f"{function}:{shown}", SAMPLES.get(shown, "7"))


def phrases() -> Iterator[str]:
    """Every text of two words or more that the checker's functions put together, with samples for its parts."""
    tree = ast.parse(inspect.getsource(v))
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name in SILENT:
            continue
        skipped = {id(node) for text in ast.walk(function) if isinstance(text, ast.JoinedStr) for node in text.values}
        skipped |= {id(node.value) for node in function.body if isinstance(node, ast.Expr)}
        for node in ast.walk(function):
            if id(node) in skipped:
                continue
            if isinstance(node, ast.JoinedStr):
                text = "".join(sample(part, function.name) for part in node.values)
                said = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = said = node.value
            else:
                continue
            if re.search(r"[a-z]{2,}.* |[: ] ?[a-z]{3,}", said) and text not in VALUES:
                yield text


def english(text: str) -> list[str]:
    return LATIN.findall(THEIRS.sub("", text))


SAID = sorted({*phrases(), "missing", "none", "a link", f"outcome or void: not before {AT}"})


def test_the_source_was_read() -> None:
    assert len(SAID) > 60


@pytest.mark.parametrize("phrase", SAID)
def test_no_phrase_of_the_checker_stays_english(client: FlaskClient, phrase: str) -> None:
    with client.application.test_request_context(headers={"Accept-Language": "zh-CN"}):
        told = tell_value("order", v.HOLDS, phrase)
        assert told.worded, phrase
        assert not english(told.text), told.text
        assert "Z" not in told.text


def test_a_time_is_the_readers_and_long_lists_are_cut(client: FlaskClient) -> None:
    codes = [f"9141021200{number:08}" for number in range(451)]
    with client.application.test_request_context(headers={"Accept-Language": "zh-CN"}):
        late = tell_value("outcome_in_time", v.HOLDS, f"outcome or void: neither by {AT}")
        thrown = tell_detail("voided_late", f"{AT}: 451 thrown away: {' '.join(codes)}")
        twice = tell_detail("reassigned_again", f"{codes[0]} (2) {codes[1]} (3)")
        whole = tell_detail("not_by_chance", "enterprise/A individual")
    assert late.text == "到 2026年11月24日 11:13:52 还没有“抽取结果或作废”"
    assert (thrown.text, thrown.items, len(thrown.few)) == (
        "作废于 2026年11月24日 11:13:52，丢弃了 451 户：",
        tuple(codes),
        5,
    )
    assert twice.items == (f"{codes[0]}（2 次）", f"{codes[1]}（3 次）")
    assert whole.text == "企业 · A类、个体工商户"


def test_many_faults_of_a_rule_are_counted_and_values_stay(client: FlaskClient) -> None:
    with client.application.test_request_context(headers={"Accept-Language": "zh-CN"}):
        found = tell_value("table", v.HOLDS, "line 2: not sorted (and 3 more)").text
        hashes = tell_value("frame_sha256", "a" * 64, "b" * 64)
        named = tell_value("same_draw", "missing", "none")
    assert found == "第 2 行：没有按次序排列（另有 3 处）"
    assert (hashes.text, hashes.worded) == ("b" * 64, False)
    assert (named.text, named.worded) == ("none", False)
