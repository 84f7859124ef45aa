"""What machines read to find the pages: the Atom feed (RFC 4287), the sitemap and robots.txt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Blueprint, Response, render_template, request, url_for

from api.authority import shown_name
from api.caching import conditional
from api.pages.filters import authority
from api.wiring import current_wiring
from sampler.store.queries.draws import DrawSummary, published_draws

feed = Blueprint("feed", __name__)

HERE = "http://127.0.0.1:8000"  # where `sampler serve` listens unless it is told otherwise
PLACE = "sampler.place"  # in a request's environment: the file of an export that is being made (api/export.py)
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed needs a time, and it has none of its own
PLACES = ("home.show", "search.show", "verify.show", "chain.show", "about.show")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A draw and when its page last had news."""

    draw: DrawSummary
    updated: datetime


def last_news(draw: DrawSummary) -> datetime:
    """The publication, else the ceremony, else the notice."""
    announced_at = draw.announced_at or draw.at
    return draw.published_at or (announced_at if draw.drawn is None else draw.seed_at)


@feed.get("/feed.atom")
def atom() -> Response:
    with current_wiring().store.reading() as session:
        entries = [FeedEntry(draw=draw, updated=last_news(draw)) for draw in published_draws(session)]
    author = shown_name() or next((authority(e.draw.authority) for e in entries), "")
    updated = max((entry.updated for entry in entries), default=NOTHING_YET)
    page = render_template("feed.xml", address=address, name=name, entries=entries, updated=updated, author=author)
    return conditional(Response(page, mimetype="application/atom+xml"))


@feed.get("/sitemap.xml")
def sitemap() -> Response:
    with current_wiring().store.reading() as session:
        draws = published_draws(session)
    addresses = [address(place) for place in PLACES]
    addresses += [address("draws.show", draw_id=draw.draw_id) for draw in draws]
    page = render_template("sitemap.xml", addresses=addresses)
    return conditional(Response(page, mimetype="application/xml"))


@feed.get("/robots.txt")
def robots() -> Response:
    searches = "" if PLACE in request.environ else f" {url_for('search.show')}?"  # a copy answers none
    lines = ["User-agent: *", f"Disallow:{searches}"]
    sitemap = address("feed.sitemap")
    if urlsplit(sitemap).scheme:  # the line asks for a whole address
        lines.append(f"Sitemap: {sitemap}")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def base_url() -> str:
    """The site's own address without a final slash: as set, else this machine's.

    The request is not asked: whoever calls the site by a strange name must not get that name into what others read.
    """
    return current_wiring().settings.base_url or HERE


def address(endpoint: str, **values: Any) -> str:
    """The whole address of a page; in an export whose own address is not known, the way to its file."""
    to = url_for(endpoint, **values)
    if PLACE not in request.environ:
        return base_url() + to
    base = current_wiring().settings.base_url
    return urljoin(f"{base}/{request.environ[PLACE]}", to) if base else to


def name(whole: str, key: str) -> str:
    """What a feed or entry is called for good (RFC 4287 asks for an absolute IRI): its address, where it has one."""
    return whole if urlsplit(whole).scheme else f"urn:x-ssj1:{key}"
