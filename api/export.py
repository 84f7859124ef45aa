"""The public site as a folder of files that needs no server: what a newspaper mirrors, keeps and checks.

The pages are the site's own, asked for as anybody asks for them; only where a link leads is answered differently, by
the relative path of a file. What a page links is exported, and so on, until nothing is left: the export holds what the
public can reach and nothing else. The same state of the database gives the same bytes.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.resources import files as resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import BuildError

from api.app import create_app
from api.chain import FOLDER, Judge
from api.language import language
from api.pages.feed import PLACE
from api.pages.verify import TYPES, read_program
from api.wiring import Wiring, now
from api.words import LOCALES, SOURCE
from sampler.disk import disk
from sampler.errors import Broken, Conflict
from sampler.record import CEREMONY, NOTICE, OUTCOME
from sampler.store.queries.chain import PublicChain, public_chain
from sampler.store.queries.entries import EntryLine, public_entries
from sampler.tree import Tree, new_tree

SUMS, README = "SHA256SUMS", "README.txt"
IN_RECORD = {"draw": NOTICE, "ceremony": CEREMONY, "outcome": OUTCOME}
PAGES = {
    "home.show": "index",
    "search.show": "search",
    "verify.show": "verify",
    "chain.show": "chain",
    "about.show": "about",
}
FOR_ROBOTS = ("sitemap.xml", "robots.txt")  # no page links them
SCRIPTS = "js"  # the folder of the public pages' scripts, which load one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """How many files there are, the hash of their list, and whether anything was new."""

    files: int
    sums: str
    changed: bool


def export_site(wiring: Wiring, out: Path, base_url: str = "") -> Exported:
    """Export to `out`, which appears whole; what did not change since the last export is left as it is.

    `base_url` is where the mirror will stand, for feed and sitemap; without it their links are relative. Raises
    `Conflict("folder_not_an_export")` where the folder holds something else, `Broken("record_file_lost")` where the
    disk has not what the database lists.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not is_export(out))):
        raise Conflict("folder_not_an_export", folder=str(out))
    settings = replace(wiring.settings, base_url=base_url.rstrip("/"))
    wiring = replace(wiring, settings=settings, judge=Judge())  # what pages of a server told has a server's links
    with wiring.store.reading() as session:
        chain, entries = public_chain(session), public_entries(session)
    wiring.judge.answer(wiring.files, chain, now(), patience=None)
    with new_tree(out) as tree:
        put_chain(tree, wiring, chain)
        for name in TYPES:
            tree.put(name, read_program(name).text)
        Crawl(site=StaticSite.of(wiring, entries), tree=tree).run()
        tree.put(README, README_TEXT.encode())
        sums = "".join(f"{digest}  {path}\n" for path, digest in sorted(tree.hashes.items())).encode()
        tree.put(SUMS, sums)
        return Exported(files=len(tree.hashes), sums=sha256(sums).hexdigest(), changed=tree.publish())


def is_export(folder: Path) -> bool:
    """An export made the folder: its README says so."""
    readme = folder / README
    return readme.is_file() and readme.read_text(encoding="utf-8", errors="replace").startswith(README_TEXT[:40])


def put_chain(tree: Tree, wiring: Wiring, chain: PublicChain) -> None:
    """The chain folder, byte for byte as the database lists it."""
    for file in chain.files:
        data = file.data
        if data is None:
            path = wiring.files.chain / file.path
            with disk(path):
                data = path.read_bytes() if path.exists() else b""
        if sha256(data).hexdigest() != file.sha256:
            raise Broken("record_file_lost", path=file.path)
        tree.put(f"{FOLDER}/{file.path}", data)


@dataclass(slots=True, kw_only=True)
class StaticSite:
    """The site whose links lead to files. `wanted`: the file of each page or paper that was linked → where the site
    has it, and in which language.
    """

    app: Flask
    entries: Mapping[str, EntryLine]
    wanted: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, wiring: Wiring, entries: tuple[EntryLine, ...]) -> "StaticSite":
        site = cls(app=create_app(wiring), entries={entry.hash: entry for entry in entries})
        address = site.app.url_for  # of the server
        site.app.url_for = lambda endpoint, **values: site.link(address, endpoint, values)  # type: ignore[method-assign]
        site.app.jinja_env.globals.update(url_for=site.app.url_for, in_language=site.in_language, exported=True)
        return site

    def link(self, address: Any, endpoint: str, values: dict[str, Any]) -> str:
        """What stands in a page: the file's path from the page's own folder."""
        anchor = values.pop("_anchor", None)
        tag = language()
        file = self.place(endpoint, values, tag)
        if not file.startswith(f"{FOLDER}/") and file not in TYPES:
            self.wanted.setdefault(file, (address(endpoint, **values), tag))
        return relative(file) + (f"#{anchor}" if anchor else "")

    def place(self, endpoint: str, values: Mapping[str, Any], tag: str) -> str:
        """The file of a route: pages and feeds in each language, everything else once."""
        spoken = "" if tag == SOURCE else f"{tag}/"
        if endpoint in PAGES:
            return f"{spoken}{PAGES[endpoint]}.html"
        if endpoint == "draws.show":
            return f"{spoken}draws/{values['draw_id']}.html"
        if endpoint == "feed.atom":
            return f"{spoken}feed.atom"
        return self._file(endpoint, values)

    def _file(self, endpoint: str, values: Mapping[str, Any]) -> str:
        match endpoint:
            case "static":
                return f"static/{values['filename']}"
            case "verify.program":
                return str(values["name"])
            case "feed.sitemap":
                return "sitemap.xml"
            case "papers.show":
                return f"papers/{values['sha256']}.{values['extension']}"
            case "draws.file":
                return f"{FOLDER}/{values['draw_id']}/{values['name']}"
            case "draws.archive_file":
                return f"records/{values['draw_id']}.zip"
            case "chain.file":
                return self._entry_file(values["entry_hash"], values["name"])
        raise BuildError(endpoint, values, None)  # a public page that nobody told the export of

    def _entry_file(self, entry_hash: str, name: str) -> str:
        entry = self.entries[entry_hash]
        if entry.kind in IN_RECORD:
            return f"{FOLDER}/{entry.draw_id}/{IN_RECORD[entry.kind]}"
        return f"{FOLDER}/entries/{entry.number}/{name}"

    def in_language(self, tag: str) -> str:
        """This page in another language."""
        path = str(request.environ[PLACE]).removeprefix(f"{language()}/")
        there = path if tag == SOURCE else f"{tag}/{path}"
        self.wanted.setdefault(there, (request.path, tag))
        return relative(there)


def relative(file: str) -> str:
    """From the folder of the file that is being made."""
    return posixpath.relpath(file, posixpath.dirname(request.environ[PLACE]) or ".")


@dataclass(slots=True, kw_only=True)
class Crawl:
    """Asks the site for everything that is linked from its first page, in every language."""

    site: StaticSite
    tree: Tree

    def run(self) -> None:
        for tag in LOCALES:
            self.site.wanted["index.html" if tag == SOURCE else f"{tag}/index.html"] = ("/", tag)
        for name in FOR_ROBOTS:
            self.site.wanted[name] = (f"/{name}", SOURCE)
        done: set[str] = set()
        while rest := sorted(self.site.wanted.keys() - done):
            for place in rest:
                self.tree.put(place, self.fetch(place, *self.site.wanted[place]))
            done.update(rest)
        for script in sorted(resources("api").joinpath("static", SCRIPTS).iterdir(), key=lambda file: file.name):
            if f"static/{SCRIPTS}/{script.name}" not in done and any(p.startswith(f"static/{SCRIPTS}/") for p in done):
                self.tree.put(f"static/{SCRIPTS}/{script.name}", script.read_bytes())

    def fetch(self, place: str, address: str, tag: str) -> bytes:
        """The bytes that the site gives anybody; `Broken("page_not_exported")` where it gives none."""
        client = self.site.app.test_client(use_cookies=False)
        response = client.get(
            urlsplit(address).path, headers={"Accept-Language": tag}, environ_overrides={PLACE: place}, buffered=True
        )
        if response.status_code != 200:
            raise Broken("page_not_exported", path=address, status=response.status_code)
        return bytes(response.data)


README_TEXT = """双随机抽查公示：静态副本 · Random inspections: a static copy

这个文件夹是公示网站的完整副本，打开 index.html 就可以看，不需要服务器；
放在任何网页服务器上，search.html 还能在浏览器里查一户，并算出它的入框证明。
里面的一切都可以自己核验，只需要 Python 3.11 和 sha256sum：

    sha256sum -c --quiet SHA256SUMS              # 副本的每个文件都没有变
    python3 verify.py --chain chain              # 重新计算每一次抽取，检查整条公告链
    grep -rn 统一社会信用代码 chain               # 一户在哪些抽取里：10-frame.tsv 在抽样框里，
                                                 # 40-sample.tsv 被抽中，13-excluded.tsv 被剔除

请保存 SHA256SUMS 的指纹（sha256sum SHA256SUMS）和日期：以后的副本里，链上的旧条目应当一个都没有变。

This folder is a whole copy of the public site: open en/index.html; it needs no server. Put on any web server,
en/search.html also looks up an entity in the browser and computes its proof of inclusion.
Everything in it can be checked with Python 3.11 and sha256sum:

    sha256sum -c --quiet SHA256SUMS              # no file of the copy has changed
    python3 verify.py --chain chain              # computes every draw again and checks the whole chain
    grep -rn CREDIT_CODE chain                   # where an entity stands: in 10-frame.tsv it could be drawn,
                                                 # in 40-sample.tsv it was, in 13-excluded.tsv it was kept out

Keep the hash of SHA256SUMS (sha256sum SHA256SUMS) and the date: in later copies no old entry of the chain may differ.
"""
