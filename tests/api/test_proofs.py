"""A proof of inclusion as a reader gets it: a page with the way up worked through, a file, a QR code."""

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import sampler.verify
from tests.api.conftest import Visit
from tests.site import EXCLUDED, FROZEN, PUBLIC, RELEASED, UNKNOWN, Site

CHECK = Path(sampler.verify.__file__).with_name("check.sh")


def proof_path(site: Site, draw_id: str = RELEASED) -> str:
    return f"/draws/{draw_id}/proofs/{site.not_drawn(RELEASED)}"


@pytest.mark.parametrize("draw_id", PUBLIC)
def test_every_public_draw_proves_who_is_in_its_frame(visit: Visit, site: Site, draw_id: str) -> None:
    page = visit(proof_path(site, draw_id))
    assert "入框证明" in page.text("h1")
    assert [element for element in page.tree.iter() if element.tag.endswith("}path")]  # the QR code's


def test_the_commands_on_the_page_give_the_notice_s_root(client: FlaskClient, site: Site) -> None:
    page = client.get(proof_path(site)).text
    commands = next(unescape(block) for block in re.findall("<code>(.+?)</code>", page, re.S) if "node()" in block)
    printed = subprocess.run(["bash", "-c", commands], capture_output=True, text=True, check=True).stdout.strip()
    assert f"frame_merkle={printed}\n" in site.released.files["00-notice.txt"].decode()


def test_the_commands_of_the_page_hold(client: FlaskClient, site: Site, tmp_path: Path) -> None:
    """Each as it stands there, where the programs, the proof and the notice lie."""
    page = client.get(proof_path(site)).text
    commands = [unescape(block) for block in re.findall("<code>(.+?)</code>", page) if "--proof" in block]
    assert [command.split()[1] for command in commands] == ["verify.py", "check.sh"]
    for name in ("verify.py", "check.sh"):
        (tmp_path / name).write_bytes(client.get(f"/{name}").data)
    (tmp_path / commands[0].split()[3]).write_bytes(client.get(f"{proof_path(site)}/proof.txt").data)
    (tmp_path / "00-notice.txt").write_bytes(site.released.files["00-notice.txt"])
    for command in commands:
        done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, site.not_drawn(RELEASED) in done.stdout) == (0, True), done.stdout


def test_the_file_is_checked_by_the_shell_and_a_changed_one_is_not(
    client: FlaskClient, site: Site, tmp_path: Path
) -> None:
    text = client.get(f"{proof_path(site)}/proof.txt").text
    proof, notice = tmp_path / "proof.txt", tmp_path / "00-notice.txt"
    notice.write_bytes(site.released.files["00-notice.txt"])

    def check(changed: str) -> tuple[int, str]:
        proof.write_text(changed)
        done = subprocess.run(["sh", CHECK, "--proof", proof, notice], capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.returncode, done.stdout

    code, said = check(text)
    assert (code, site.not_drawn(RELEASED) in said) == (0, True)
    line, hashes = text.split("\n")[:2]
    index, count, *siblings = hashes.split("\t")
    for wrong, rule in (
        (text.replace("individual", "enterprise"), "frame_merkle"),
        (text.replace(siblings[-1], siblings[0]), "frame_merkle"),
        (text.replace(f"{index}\t", f"{int(index) ^ 1}\t", 1), "frame_merkle"),
        (text.replace(f"\t{count}\t", f"\t{int(count) + 1}\t"), "numbers_of_lines"),
        (f"{line}\n{index}\t{count}\t" + "\t".join(siblings[:-1]) + "\n", "values"),
        (f"{line}\n", "values"),
        (text + "more\n", "values"),
        ("", "values"),
    ):
        code, said = check(wrong)
        assert (code, f": {rule}: " in said) == (1, True), (wrong, said)


@pytest.mark.parametrize("code", [EXCLUDED, UNKNOWN, "x", "R:1"])
def test_who_is_not_in_the_frame_has_no_proof(client: FlaskClient, visit: Visit, code: str) -> None:
    visit(f"/draws/{RELEASED}/proofs/{code}", 404)
    assert client.get(f"/draws/{RELEASED}/proofs/{code}/proof.txt").status_code == 404


def test_a_draw_that_is_not_announced_proves_nothing(client: FlaskClient, site: Site) -> None:
    assert client.get(proof_path(site, FROZEN)).status_code == 404
    assert client.get(f"{proof_path(site, FROZEN)}/proof.txt").status_code == 404


def test_the_search_s_answer_leads_there(visit: Visit, site: Site) -> None:
    code = site.not_drawn(RELEASED)
    assert proof_path(site) in visit(f"/search?credit_code={code}").links()


def test_in_english(visit: Visit, site: Site) -> None:
    assert "Proof of inclusion" in visit(f"{proof_path(site)}?lang=en").text("h1")
