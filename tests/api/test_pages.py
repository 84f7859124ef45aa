"""Every page is well made, every link leads somewhere, and nothing shows that should not."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.settings import Settings
from api.wiring import EXTENSION
from sampler.codes.personal import Names
from sampler.store.session import Store
from tests.api.conftest import reader
from tests.api.page import Page, read_page
from tests.site import (
    ANNOUNCED,
    AUTHORITY,
    CALLED_OFF,
    FROZEN,
    PUBLIC,
    REHEARSAL,
    RELEASED,
    SEALED,
    VOID,
    Site,
    build_site,
)

Visit = Callable[..., Page]
SINGLE = ("/", "/search", "/verify", "/chain", "/about")
DRAWS = tuple(f"/draws/{draw_id}" for draw_id in PUBLIC)


@pytest.mark.parametrize("path", [*SINGLE, *DRAWS])
def test_pages_are_well_made(visit: Visit, path: str) -> None:
    visit(path)


def test_pages_are_well_made_on_every_database(database: Store, tmp_path: Path) -> None:
    site = build_site(database, tmp_path, Settings(database_url="", data=tmp_path))
    client = reader(create_app(site.wiring))
    for path in (*SINGLE, *DRAWS, f"/search?credit_code={site.drawn(RELEASED)}"):
        read_page(path, client.get(path))


def test_titles_tell_pages_apart(visit: Visit) -> None:
    titles = [visit(path).text("title") for path in (*SINGLE, *DRAWS)]
    assert len(set(titles)) == len(titles)


def test_every_link_leads_somewhere(visit: Visit, client: FlaskClient) -> None:
    pages: dict[str, Page | None] = {}
    waiting = {"/"}
    links: set[str] = set()
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code == 200, path
        pages[path] = visit(path) if response.mimetype == "text/html" else None
        page = pages[path]
        links |= page.links() if page else set()
        waiting |= {urldefrag(link).url for link in links} - pages.keys()
    assert len(pages) > 50  # record files and papers among them
    for path, fragment in map(urldefrag, links):
        page = pages[path]
        assert not fragment or (page and fragment in page.ids()), (path, fragment)


@pytest.mark.parametrize("path", ["/nothing", "/draws/unknown", f"/draws/{FROZEN}", f"/draws/{FROZEN}/record.zip"])
def test_what_is_not_there_is_said_on_a_page(visit: Visit, path: str) -> None:
    page = visit(path, 404)
    assert page.text("h1") == "没有找到这个页面"
    assert FROZEN not in page.text()


def test_other_methods_are_refused_with_those_allowed(client: FlaskClient) -> None:
    response = client.post("/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_home_lists_the_public_draws_newest_first(visit: Visit) -> None:
    page = visit("/")
    listed = [link.get("href") for link in page.all("a") if (link.get("href") or "").startswith("/draws/")]
    assert listed[1:] == [f"/draws/{draw_id}" for draw_id in sorted(PUBLIC, key=PUBLIC.index, reverse=True)]
    assert FROZEN not in page.text()


def test_a_released_draw_shows_its_figures(visit: Visit, site: Site) -> None:
    text = visit(f"/draws/{RELEASED}").text()
    assert "15 户 = 企业 4 户 + 个体工商户 9 户 + 农民专业合作社 2 户" in text
    for stratum in site.released.drawn.strata:
        assert stratum.cutoff in text
    for value in (site.released.seed, site.released.record_hash, site.released.frozen.notice_hash):
        assert value in text
    assert "陈留市场监管所" in text
    assert "未发现问题" in text
    assert "通过登记的住所（经营场所）无法联系" in text
    assert "2026年10月1日 10:00" in text  # 02:00 UTC on the authority's clock


def test_nobody_is_named(visit: Visit, client: FlaskClient, site: Site) -> None:
    for path in (*SINGLE, *DRAWS, f"/search?credit_code={site.drawn(RELEASED)}"):
        text = visit(path).text()
        for private in ("I00", "zhang", "zhao", "a notary", site.packet):
            assert private not in text
    assert client.get(f"/papers/{site.packet}.pdf").status_code == 404


def test_nobody_is_named_in_a_file_of_the_chain(client: FlaskClient, site: Site) -> None:
    for path in client.application.extensions[EXTENSION].files.chain.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert Names.of(["zhang", "li", "wang", "zhao", "a notary"]).named_in(text) is None, path


def test_states_are_marked_plainly(visit: Visit) -> None:
    assert "这次抽取已经作废" in visit(f"/draws/{VOID}").text()
    assert "没有摇号就作废了" in visit(f"/draws/{CALLED_OFF}").text()
    assert "等待摇号" not in visit(f"/draws/{CALLED_OFF}").text()
    assert "这是一次演练" in visit(f"/draws/{REHEARSAL}").text()
    assert "这是一次重抽" in visit(f"/draws/{ANNOUNCED}").text()
    assert "这是一次密封抽取" in visit(f"/draws/{SEALED}").text()
    assert "（计划）" in visit(f"/draws/{ANNOUNCED}").text("ol")


def test_demo_data_is_marked_wherever_it_shows(visit: Visit, site: Site) -> None:
    def banded(path: str) -> bool:
        return any(e.get("class") == "band" for e in visit(path).all("aside"))

    assert all(banded(path) for path in (*SINGLE, f"/draws/{RELEASED}", f"/search?credit_code={site.drawn(RELEASED)}"))
    assert not banded(f"/draws/{ANNOUNCED}")


def test_a_sealed_draw_tells_nothing_before_it_is_opened(visit: Visit, client: FlaskClient, site: Site) -> None:
    record = site.records[SEALED]
    text = visit(f"/draws/{SEALED}").text()
    hidden = [record.seed, *(s.cutoff for s in record.drawn.strata), *(t.ticket for t in record.drawn.targets)]
    hidden += [target.id for target in record.drawn.targets]
    assert not [value for value in hidden if value in text]
    for name in ("20-seed.txt", "30-strata.tsv", "40-sample.tsv", "50-assignments.tsv", "SHA256SUMS"):
        assert client.get(f"/draws/{SEALED}/files/{name}").status_code == 404
    assert client.get(f"/draws/{SEALED}/record.zip").status_code == 404
    assert client.get(f"/draws/{SEALED}/files/60-outcome.txt").status_code == 200


def test_the_footer_names_who_runs_the_site(visit: Visit, site: Site) -> None:
    assert "主办单位：祥符区市场监督管理局" in visit("/").text("footer")
    assert "备案" not in visit("/").text("footer")
    assert AUTHORITY not in visit("/").text("footer")


def test_a_site_without_draws_is_well_made_too(empty_client: FlaskClient) -> None:
    for path in SINGLE:
        read_page(path, empty_client.get(path))
    assert "还没有公告" in empty_client.get("/").text


def test_health(client: FlaskClient, empty_client: FlaskClient, settings_of_an_empty_site: Settings) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    (settings_of_an_empty_site.data / "sampler.db").unlink()
    assert empty_client.get("/healthz").status_code == 200  # it lives, but cannot work
    response = empty_client.get("/readyz")
    assert (response.status_code, response.json) == (503, {"status": "broken", "problem": "database_not_upgraded"})


def test_the_app_can_be_made_from_settings_or_from_the_environment(
    settings_of_an_empty_site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMPLER_DATA", str(settings_of_an_empty_site.data))
    for app in (create_app(settings_of_an_empty_site), create_app()):
        assert app.test_client().get("/healthz").status_code == 200
        app.extensions[EXTENSION].store.close()
