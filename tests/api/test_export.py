"""The export: everything that the public can reach, as files that check themselves, and nothing else."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.chain import Judge
from api.export import Crawl, export_site
from sampler.errors import Broken, Conflict
from sampler.verify import verify
from tests.api.conftest import reader
from tests.api.page import read_page
from tests.api.test_chain import LATE
from tests.site import ANNOUNCED, FROZEN, PUBLIC, RELEASED, SALT, SEALED, VOID, Site

NAMED = re.compile(r'\s(?:href|src|action|data-worker)="([^"]*)"')
FETCHED = re.compile(r'\sdata-files="([^"]*)"')  # [[name, address, what it is], …] for the check in the browser
ASKED = re.compile(r'\sdata-draws="([^"]*)"')  # what the search page's script reads of each draw
SERVER = re.compile(r"https?://|127\.0\.0\.1|localhost|/staff")


@pytest.fixture(scope="module")
def out(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "site"
    export_site(site.wiring, folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_worked_example_is_of_no_rehearsal(site: Site, out: Path) -> None:
    for page in ("verify.html", "en/verify.html"):
        assert site.released.seed in (out / page).read_text()


def ids_of(page: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', page))


def test_no_link_is_dead_and_none_leads_to_a_server(out: Path) -> None:
    files = files_of(out)
    pages = {name: data.decode() for name, data in files.items() if name.endswith(".html")}
    links = 0
    for name, text in pages.items():
        fetched = [address for said in FETCHED.findall(text) for _, address, _ in json.loads(unescape(said))]
        for draw in (draw for said in ASKED.findall(text) for draw in json.loads(unescape(said))):
            fetched += [draw["page"], *draw["files"].values(), *filter(None, [draw["results"]])]
        for value in [*map(unescape, NAMED.findall(text)), *fetched]:
            target, fragment = urldefrag(urljoin(name, value))
            links += 1
            assert not urlsplit(value).scheme, (name, value)
            assert not value.startswith("/"), (name, value)
            assert unquote(target) in files, (name, value)
            assert not fragment or fragment in ids_of(pages[target]), (name, value)
    assert links > 500
    for name in ("feed.atom", "en/feed.atom", "sitemap.xml"):
        for value in re.findall(r'href="([^"]*)"|<loc>([^<]*)', files[name].decode()):
            assert urljoin(name, value[0] or value[1]) in files


def test_no_form_asks_a_server(out: Path) -> None:
    """Those that there are a script answers, and without it nobody sees them."""
    forms = [form for name, data in files_of(out).items() if name.endswith(".html")
             for form in re.findall("<form[^>]*>", data.decode())]  # fmt: skip
    assert forms
    assert not [form for form in forms if "action=" in form or "method=" in form]


def test_every_draw_can_be_asked_for_an_entity(out: Path) -> None:
    for name in ("search.html", "en/search.html"):
        draws = json.loads(unescape(ASKED.findall((out / name).read_text())[0]))
        asked = {draw["page"].rpartition("/")[2]: draw for draw in draws}
        assert asked.keys() == {f"{draw_id}.html" for draw_id in PUBLIC}
        assert "20-seed.txt" not in asked[f"{SEALED}.html"]["files"]
        assert [page for page, draw in asked.items() if draw["results"]] == [f"{RELEASED}.html"]


def test_no_page_names_the_server(out: Path) -> None:
    for name, data in files_of(out).items():
        if name.endswith((".html", ".atom", ".xml")):
            text = data.decode().replace("http://www.w3.org/2005/Atom", "").replace("http://www.sitemaps.org/", "")
            assert not SERVER.search(text), name


def test_pages_are_well_made_in_both_languages(out: Path, site: Site) -> None:
    names = [name for name in files_of(out) if name.endswith(".html")]
    for name in names:
        text = (out / name).read_text(encoding="utf-8")
        assert f'<html lang="{"en" if name.startswith("en/") else "zh-CN"}">' in text
    spoken = {name.removeprefix("en/") for name in names if name.startswith("en/")}
    assert spoken == {name for name in names if not name.startswith("en/")}
    assert {f"draws/{draw_id}.html" for draw_id in PUBLIC} <= spoken


def test_it_holds_what_the_public_can_reach_and_nothing_else(out: Path, client: FlaskClient, site: Site) -> None:
    """Against a walk over the site, and against everything that lies in the work data directory."""
    reached: dict[str, bytes] = {}
    waiting, pages = {"/"}, set()
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code == 200
        if response.mimetype == "text/html":
            pages.add(path)
            links = {urldefrag(link).url for link in read_page(path, response).links()}
            waiting |= {link for link in links if "/staff" not in link and "?" not in link} - pages - reached.keys()
        else:
            reached[path] = response.data
    exported = files_of(out)
    kept = {sha256(data).hexdigest() for data in exported.values()}
    for path, data in reached.items():
        if path not in ("/feed.atom", "/chain.zip"):  # the export has its own addresses, and the chain as a folder
            assert sha256(data).hexdigest() in kept, path
    public = {sha256(data).hexdigest() for data in reached.values()}
    for name, data in exported.items():
        made = name.endswith((".html", ".atom", ".xml")) or name in ("README.txt", "SHA256SUMS", "robots.txt")
        script = name.startswith("static/js/")
        assert made or script or sha256(data).hexdigest() in public, name
    root = site.wiring.settings.data
    hidden = {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.suffix != ".json"}
    for path, data in hidden.items():
        if data and sha256(data).hexdigest() not in public and ("frozen" in path.parts or path.parent.name == SEALED):
            assert sha256(data).hexdigest() not in kept, path
    everything = b"".join(exported.values())
    record = site.records[SEALED]
    secrets = [FROZEN, SALT, record.seed, site.packet, "a notary", *(s.cutoff for s in record.drawn.strata)]
    assert not [secret for secret in secrets if secret.encode() in everything]


def test_it_checks_itself(out: Path) -> None:
    listed = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=out, capture_output=True, check=False)
    assert listed.returncode == 0, listed.stdout
    lines = (out / "SHA256SUMS").read_text().splitlines()
    assert {line[66:] for line in lines} == files_of(out).keys() - {"SHA256SUMS"}
    command = [sys.executable, "-I", "-S", "verify.py", "--chain", "chain", "--now", "2026-11-09T00:00:00Z"]
    said = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False).stdout
    failed = {line.split(": ")[0] for line in said.splitlines() if line.startswith("FAIL")}
    assert failed == {f"FAIL {draw_id}/00-notice.txt" for draw_id in LATE}  # what is overdue is the site's own fault
    found = subprocess.run(["grep", "-rln", "91410212", "chain"], cwd=out, capture_output=True, text=True, check=True)
    assert f"chain/{RELEASED}/40-sample.tsv" in found.stdout.split()


def test_the_same_state_gives_the_same_bytes(out: Path, site: Site, tmp_path: Path) -> None:
    made = export_site(site.wiring, tmp_path / "again")
    assert files_of(tmp_path / "again") == files_of(out)
    assert made.sums == sha256((out / "SHA256SUMS").read_bytes()).hexdigest()


def test_what_did_not_change_is_left_alone(fresh_site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "site"
    first = export_site(fresh_site.wiring, folder)
    inode, before = folder.stat().st_ino, {name: (folder / name).stat() for name in files_of(folder)}
    again = export_site(fresh_site.wiring, folder)
    assert (again.changed, again.sums, folder.stat().st_ino) == (False, first.sums, inode)
    fresh_site.maker.void(ANNOUNCED, "2026-11-20")
    assert export_site(fresh_site.wiring, folder).changed
    after = {name: (folder / name).stat() for name in files_of(folder)}
    same = {
        name
        for name, old in before.items()
        if (old.st_ino, old.st_mtime_ns) == (after[name].st_ino, after[name].st_mtime_ns)
    }
    assert f"chain/{RELEASED}/40-sample.tsv" in same
    assert "static/site.css" in same
    assert not same & {"index.html", "chain.html", "SHA256SUMS"}
    assert os.listdir(folder.parent) == ["site"]


def test_it_appears_whole_or_not_at_all(fresh_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out" / "site"
    export_site(fresh_site.wiring, folder)
    before = files_of(folder)
    fresh_site.maker.void(ANNOUNCED, "2026-11-20")

    def breaks(self: Crawl) -> None:
        self.tree.put("half.html", b"")
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(Crawl, "run", breaks)
        with pytest.raises(RuntimeError):
            export_site(fresh_site.wiring, folder)
    assert files_of(folder) == before
    assert os.listdir(folder.parent) == ["site"]
    folder.rename(folder.with_name(".site.old"))  # as a power cut between the two renames leaves it
    export_site(fresh_site.wiring, folder)
    assert os.listdir(folder.parent) == ["site"]


def test_a_folder_of_somebody_else_s_is_not_touched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("five years")
    with pytest.raises(Conflict, match="folder_not_an_export"):
        export_site(site.wiring, tmp_path)
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_a_record_that_is_damaged_on_the_disk_is_not_exported(fresh_site: Site, tmp_path: Path) -> None:
    path = fresh_site.wiring.files.record(RELEASED) / "40-sample.tsv"
    path.write_bytes(path.read_bytes()[:-2] + b"X\n")
    with pytest.raises(Broken, match="record_file_lost"):
        export_site(fresh_site.wiring, tmp_path / "site")
    assert os.listdir(tmp_path) == [name for name in os.listdir(tmp_path) if "site" not in name]


def test_a_mirror_with_an_address_has_it_in_its_feed(site: Site, tmp_path: Path) -> None:
    export_site(site.wiring, tmp_path / "site", "https://news.example/draws/")
    feed = (tmp_path / "site" / "en" / "feed.atom").read_text()
    assert f'href="https://news.example/draws/en/draws/{VOID}.html"' in feed
    assert "<loc>https://news.example/draws/chain.html</loc>" in (tmp_path / "site" / "sitemap.xml").read_text()
    robots = (tmp_path / "site" / "robots.txt").read_text()
    assert robots == "User-agent: *\nDisallow:\nSitemap: https://news.example/draws/sitemap.xml\n"
    assert "https://" not in (tmp_path / "site" / "index.html").read_text()


def test_an_export_leaves_the_site_s_own_links_alone(site: Site, tmp_path: Path) -> None:
    wiring = replace(site.wiring, judge=Judge())
    client = reader(create_app(wiring))
    before = client.get("/chain").text
    export_site(wiring, tmp_path / "site")
    assert client.get("/chain").text == before


def test_the_exported_chain_of_an_empty_site(empty_client: FlaskClient, tmp_path: Path) -> None:
    wiring = empty_client.application.extensions["sampler"]
    export_site(wiring, tmp_path / "site")
    assert "还没有公告" in (tmp_path / "site" / "index.html").read_text()
    assert not verify([], tmp_path / "site" / "chain").ok
