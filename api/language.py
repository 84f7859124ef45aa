"""The language of a page: what the reader chose by the switch, then what the browser asks for, then Chinese.

The switch is a link, `?lang=en`; the choice is kept in a cookie, which nobody gets who has not chosen. Caches are told
what a page varies by.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, request

from api.caching import A_YEAR
from api.words import LOCALES, SOURCE

NAMES: Mapping[str, str] = {"zh-CN": "中文", "en": "English"}  # each in itself: whoever needs it must know it
CHOICE = "lang"  # of the address and of the cookie
IN_WORDS = frozenset({"text/html", "application/atom+xml"})


def speak_languages(app: Flask) -> None:
    """Give templates the language and the switch, and keep what a reader chooses."""
    app.jinja_env.globals.update(language=language, languages=NAMES, in_language=in_language)
    app.after_request(remember)


def language() -> str:
    """The language of this request's page, as `lang` attributes write it."""
    kept = request.cookies.get(CHOICE, "")
    return chosen() or (kept if kept in LOCALES else "") or wished() or SOURCE


def locale() -> str:
    """The same for gettext and the calendar."""
    return LOCALES[language()]


def chosen() -> str:
    """The language that the address names; empty where it names none that we have."""
    asked = request.args.get(CHOICE, "")
    return asked if asked in LOCALES else ""


def wished() -> str:
    """The first language that the browser asks for and we have, whatever its region: en-GB is served English."""
    ours = {tag.partition("-")[0]: tag for tag in LOCALES}
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((ours[name] for name in wanted if name in ours), "")


def in_language(tag: str) -> str:
    """The address of this page in another language."""
    query = [(name, value) for name, value in request.args.items(multi=True) if name != CHOICE]
    return "?" + urlencode([*query, (CHOICE, tag)])


def remember(response: Response) -> Response:
    """Keep a choice for the next page, and tell caches that the same address has several texts."""
    if response.mimetype in IN_WORDS:
        response.vary.update(("Accept-Language", "Cookie"))
    if (tag := chosen()) and tag != request.cookies.get(CHOICE):
        path = request.script_root or "/"
        response.set_cookie(
            CHOICE, tag, max_age=A_YEAR, path=path, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response
