"""The staff's cookie: Flask's signed one, which holds the session's token and the forms' token, and nothing to read.

It goes to `/staff` alone, so that no page of the public ever sees it.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface

from api.wiring import current_wiring

PATH = "/staff"


class StaffCookie(SecureCookieSessionInterface):
    """Secure everywhere but on this very machine's plain http, and there too where the site is published as https."""

    def get_cookie_path(self, app: Flask) -> str:
        return f"{request.script_root}{PATH}"

    def get_cookie_secure(self, app: Flask) -> bool:
        published = current_wiring().settings.base_url.startswith("https:")
        return published or request.is_secure or not is_loopback(request.host)


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine.

    >>> [is_loopback(host) for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000", "example.org", "10.0.0.1")]
    [True, True, True, False, False]
    """
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
