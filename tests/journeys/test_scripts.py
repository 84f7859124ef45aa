"""The browser's checker, in a browser: against the golden records and every kind of tampering."""

import base64
import hashlib
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import api
from sampler import merkle
from sampler.inclusion import prove_inclusion
from sampler.verify import CAUTIONS, RULES, verify
from tests.sampler.verify.breaches import BREACHES, HOLDING, made
from tests.sampler.verify.proofs import changed_proofs, lines_of, no_frame_lines, proof
from tests.sampler.verify.tampering import (
    DRAWN,
    GOLDEN,
    changed_bytes,
    changed_results,
    changed_rows,
    changed_seeds,
    copied,
    missing_files,
    stray_files,
)
from tests.sampler.verify.test_golden import EXPECTED, STAGES

SCRIPTS = Path(api.__file__).parent / "static" / "js"
PARTS = ("sha256.js", "merkle.js", "rules.js", "lottery.js", "record.js")
CHECK = """files => {
    const bytesOf = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const bytes = Object.entries(files).map(([name, text]) => [name, bytesOf(text)]);
    const {verdict, record} = checkRecord(new Map(bytes), () => {});
    const seed = record.lottery && record.lottery.seed;
    return {...verdict, stage: record.stage, seed, hash: record.entries.draw && record.entries.draw.hash};
}"""

Check = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    """An empty page with the checker's scripts."""
    page = browser.new_page()
    for name in PARTS:
        page.add_script_tag(path=SCRIPTS / name)
    yield page
    page.close()


@pytest.fixture
def check(scripts: Page) -> Check:
    def run(folder: Path) -> dict[str, Any]:
        files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in folder.iterdir()}
        found: dict[str, Any] = scripts.evaluate(CHECK, files)
        return found

    return run


def failing(verdict: dict[str, Any]) -> set[tuple[str, str]]:
    return {(failure["name"], failure["file"]) for failure in verdict["failures"]}


def named(verdict: dict[str, Any]) -> set[str]:
    return {file for _, file in failing(verdict)}


def test_the_hash_is_sha256_at_every_length(scripts: Page) -> None:
    lengths = [*range(300), 1000, 65_535, 1_000_001]
    data = random.Random(1).randbytes(max(lengths))
    sent = base64.b64encode(data).decode()
    hashes = scripts.evaluate(
        "([text, lengths]) => { const all = Uint8Array.from(atob(text), c => c.charCodeAt(0));"
        " return lengths.map(length => H(all.subarray(0, length))); }",
        [sent, lengths],
    )
    assert hashes == [hashlib.sha256(data[:length]).hexdigest() for length in lengths]
    assert scripts.evaluate("H('祥符区 𠮷')") == hashlib.sha256("祥符区 𠮷".encode()).hexdigest()


def test_the_hash_is_that_of_the_browser_itself(page: Page, browser: Browser, address: str) -> None:
    """WebCrypto, where the page's address lets it be had."""
    tab = browser.new_page(base_url=address)
    tab.goto("/about")
    tab.add_script_tag(url="/static/js/sha256.js")
    differing = tab.evaluate(
        "async () => { const wrong = []; for (let n = 0; n < 260; n += 1) {"
        " const bytes = crypto.getRandomValues(new Uint8Array(n));"
        " const theirs = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));"
        " if (theirs !== H(bytes)) wrong.push(n); } return wrong; }"
    )
    tab.close()
    assert differing == []


@pytest.mark.parametrize("name", STAGES)
def test_a_golden_record_holds(check: Check, name: str) -> None:
    verdict = check(GOLDEN / name)
    assert verdict["failures"] == []
    assert (verdict["stage"], verdict["hash"]) == (STAGES[name], EXPECTED[name]["notice"])
    assert verdict["seed"] == EXPECTED[name].get("seed")


def test_it_knows_no_rule_that_verify_does_not() -> None:
    source = "".join((SCRIPTS / name).read_text() for name in PARTS)
    rules = set(re.findall(r'verdict\.(?:same|faultless|claim)\(\s*"(\w+)"', source))
    assert len(rules) > 20
    assert rules <= RULES.keys()
    assert set(re.findall(r'verdict\.caution\("(\w+)"', source)) <= CAUTIONS.keys()


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_changed_byte_is_found(check: Check, tmp_path: Path, name: str, fitted: bool) -> None:
    folder = copied(name, tmp_path)
    for change in changed_bytes(folder, 4, fitted):
        if not change.needs_chain:
            assert change.file in named(check(folder)), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_row_added_removed_or_swapped_is_found(check: Check, tmp_path: Path, name: str, fitted: bool) -> None:
    folder = copied(name, tmp_path)
    for change in changed_rows(folder, fitted):
        assert change.file in named(check(folder)), change


@pytest.mark.parametrize("fitted", [False, True], ids=["as-is", "made-to-fit"])
def test_a_missing_file_is_named(check: Check, tmp_path: Path, fitted: bool) -> None:
    folder = copied("open", tmp_path)
    for change in missing_files(folder, fitted):
        assert ("present", change.file) in failing(check(folder))


def test_a_file_too_many_is_named(check: Check, tmp_path: Path) -> None:
    folder = copied("void", tmp_path)
    for change in stray_files(folder):
        assert failing(check(folder)) == {("stray", change.file)}


def test_what_is_made_to_fit_is_found_by_computing_it_again(check: Check, tmp_path: Path) -> None:
    folder = copied("open", tmp_path)
    for change in changed_results(folder):
        assert (change.what, change.file) in failing(check(folder))
        assert named(check(folder)) == {change.file}


def test_a_seed_that_the_ceremony_did_not_give_is_found(check: Check, tmp_path: Path) -> None:
    for folder, change in changed_seeds(tmp_path):
        assert (change.what, change.file) in failing(check(folder))


@pytest.mark.parametrize("name", [*HOLDING, *BREACHES])
def test_a_breach_that_every_hash_fits_is_named_as_by_verify(check: Check, tmp_path: Path, name: str) -> None:
    folder = made(name, tmp_path)
    assert failing(check(folder)) == {(found.name, found.file) for found in verify([folder]).failures}


def test_sizes_are_exact_however_large(scripts: Page) -> None:
    size = "([n, rule, least]) => sizeOf(n, rule, least)"
    big = 999_999_999
    assert scripts.evaluate(size, [big, f"{big - 1}/{big}", 1]) == big - 1
    assert scripts.evaluate(size, [100, "7/100", 1]) == 7
    assert scripts.evaluate(size, [5, "1/100", 2]) == 2
    assert scripts.evaluate(size, [5, "9", 1]) == 5


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_a_proof_leads_to_the_root_and_a_changed_one_elsewhere(scripts: Page, count: int) -> None:
    lines = [f"X:A:{i}\tenterprise\t10{i}".encode() for i in range(count)]
    root = merkle.root(lines)
    for i, line in enumerate(lines):
        proof = "\t".join([str(i), str(count), *merkle.path(lines, i)])
        text = f"{line.decode()}\n{proof}\n"
        fold = "text => foldProof(text)"
        assert scripts.evaluate(fold, text) == {"line": line.decode(), "count": str(count), "root": root}
        assert scripts.evaluate(fold, text.replace("enterprise", "individual"))["root"] != root
        assert scripts.evaluate(fold, text.rstrip() + "\t" + "0" * 64) is None
        if count > 1:
            assert scripts.evaluate(fold, text.rstrip().rpartition("\t")[0]) is None
    for text in ("", "x", "x\n", "x\n1\t1\n", "x\n0\t2\n", "x\n0\t2\tabc\n", "x\n-1\t2\n"):
        assert scripts.evaluate("text => foldProof(text)", text) is None


def proved(scripts: Page, name: str, texts: list[str]) -> list[bool]:
    """What the page of a proof would say of each text, beside the golden notice."""
    said = dict(line.split("=", 1) for line in (GOLDEN / name / "00-notice.txt").read_text().splitlines()[1:])
    held: list[bool] = scripts.evaluate(
        "([texts, root, count]) => texts.map(foldProof).map(p => p !== null && p.root === root && p.count === count)",
        [texts, said["frame_merkle"], said["frame_count"]],
    )
    return held


@pytest.mark.parametrize("name", STAGES)
def test_every_line_of_a_golden_frame_is_proved(scripts: Page, name: str) -> None:
    lines = lines_of(name)
    texts = [proof(lines, index) for index in range(len(lines))]
    assert texts == [prove_inclusion(b"\n".join([*lines, b""]), line.decode().split("\t")[0]).text for line in lines]
    assert proved(scripts, name, texts) == [True] * len(lines)
    made = scripts.evaluate(
        "lines => lines.map((_, i) => proveInclusion(lines.map(line => SHA256_ENCODER.encode(line)), i).hashes)",
        [line.decode() for line in lines],
    )
    assert made == [text.split("\n")[1].split("\t")[2:] for text in texts]


def test_what_is_no_line_of_a_frame_has_no_proof(scripts: Page) -> None:
    for what, text, root in no_frame_lines():
        folded = scripts.evaluate("text => foldProof(text)", text)  # blanks at the end of what is pasted are left out
        assert folded is None or folded["root"] != root, what


@pytest.mark.parametrize("name", STAGES)
def test_a_tampered_proof_is_found(scripts: Page, name: str) -> None:
    cases = list(changed_proofs(name, len(lines_of(name)) // 2, 300))
    held = proved(scripts, name, [text for _, text in cases])
    assert [what for (what, _), good in zip(cases, held, strict=True) if good] == []
