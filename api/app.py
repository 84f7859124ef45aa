"""The whole site: `create_app` makes it from settings, or from parts already plugged together."""

import os

from flask import Flask, Response
from flask_babel import Babel
from jinja2 import StrictUndefined

from api.addresses import narrow_addresses
from api.authority import shown_name
from api.cookies import StaffCookie
from api.gates import FORM
from api.language import locale, speak_languages
from api.logs import Site, log_requests
from api.pages.about import about
from api.pages.account import account
from api.pages.authority import authority
from api.pages.bureaus import bureaus
from api.pages.ceremony import ceremony
from api.pages.chain import chain
from api.pages.draws import draws
from api.pages.feed import feed
from api.pages.filters import FILTERS, zone_name
from api.pages.forms import forms
from api.pages.freezes import freezes
from api.pages.health import health
from api.pages.home import home
from api.pages.jobs import jobs
from api.pages.papers import papers
from api.pages.proofs import proofs
from api.pages.roles import roles
from api.pages.roster import roster
from api.pages.search import search
from api.pages.sessions import sessions
from api.pages.snapshots import snapshots
from api.pages.staff import staff
from api.pages.staff_draws import staff_draws
from api.pages.staff_papers import staff_papers
from api.pages.trail import trail
from api.pages.users import users
from api.pages.verify import verify
from api.problems import register_problems
from api.proxies import BehindProxies
from api.settings import Settings, read_settings
from api.uploads import UploadRequest
from api.visitor import admit_visitors
from api.wiring import EXTENSION, Wiring, current_wiring, request_id, ticks, wire
from api.words import LOCALES, SOURCE

PAGES = (home, draws, papers, proofs, search, verify, chain, about, feed, health)
STAFF_PAGES = (
    sessions,
    forms,
    staff,
    account,
    staff_draws,
    staff_papers,
    freezes,
    ceremony,
    snapshots,
    roster,
    jobs,
    authority,
    users,
    bureaus,
    roles,
    trail,
)

# every address outside this site is refused, and so are scripts and styles inside a page's own text
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # the address of a search names whom somebody looked up
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

ONLY_HTTPS = "max-age=31536000"  # a year, for this host alone


def create_app(parts: Settings | Wiring | None = None) -> Flask:
    """The WSGI application; without parts it reads the environment, as `flask --app api.app` and gunicorn expect."""
    settings_or_wiring = read_settings(os.environ) if parts is None else parts
    wiring = wire(settings_or_wiring) if isinstance(settings_or_wiring, Settings) else settings_or_wiring
    app = Site("api")
    app.request_class = UploadRequest
    app.extensions[EXTENSION] = wiring
    narrow_addresses(app)
    app.wsgi_app = BehindProxies(app.wsgi_app, wiring.settings.proxies, request_id)  # type: ignore[method-assign]
    log_requests(app, ticks)
    configure(app, wiring.settings)
    guard(app, wiring)
    for page in (*PAGES, *STAFF_PAGES):
        app.register_blueprint(page)
    register_problems(app)
    app.after_request(secure)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Flask, Jinja and Babel as the settings say."""
    app.config.update(MAX_CONTENT_LENGTH=FORM)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    Babel(
        app,
        default_locale=LOCALES[SOURCE],
        default_timezone=settings.time_zone,
        locale_selector=locale,
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(site=settings, zone_name=zone_name, authority_name=shown_name, exported=False)
    speak_languages(app)


def guard(app: Flask, wiring: Wiring) -> None:
    """The staff's cookie, a gate before every route, and a token in every form of theirs."""
    app.config.update(
        SECRET_KEY=wiring.keys.derived("cookies"),
        SESSION_COOKIE_NAME="sampler_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the cookie
        WTF_CSRF_SSL_STRICT=False,  # it asks for the Referer, which Referrer-Policy keeps back
    )
    app.session_interface = StaffCookie()
    admit_visitors(app)


def secure(response: Response) -> Response:
    """Every answer carries the security headers."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if current_wiring().settings.base_url.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", ONLY_HTTPS)
    return response
