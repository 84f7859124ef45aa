"""From where a request comes: a trusted proxy's word is taken, and nobody can forge it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.proxies import REQUEST_ID, BehindProxies, Proxies, read_proxies

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Request-ID": "given-id",
}


def seen(proxies: Proxies, peer: str, headers: dict[str, str]) -> dict[str, Any]:
    """What the application is told of a request."""
    told: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        told.update(environ)
        return []

    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ |= {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", "HTTP_HOST": "site.example"}
    BehindProxies(application, proxies, lambda: "made-here")(environ, lambda *_: None)  # type: ignore[arg-type,return-value]
    return told


def test_nobody_is_believed_unless_set() -> None:
    told = seen(Proxies(), "192.0.2.1", FORGED)
    assert (told["REMOTE_ADDR"], told["wsgi.url_scheme"], told["HTTP_HOST"]) == ("192.0.2.1", "http", "site.example")
    assert told[REQUEST_ID] == "made-here"
    assert not [name for name in told if name.startswith("HTTP_X_")]


CASES = [
    ("1", "10.0.0.2", "198.51.100.4", "198.51.100.4"),
    ("1", "10.0.0.2", "6.6.6.6, 198.51.100.4", "198.51.100.4"),  # the first is the visitor's own invention
    ("2", "10.0.0.2", "6.6.6.6, 198.51.100.4, 10.0.0.7", "198.51.100.4"),
    ("2", "10.0.0.2", "198.51.100.4", "198.51.100.4"),
    ("1", "10.0.0.2", "", "10.0.0.2"),
    ("1", "10.0.0.2", "unknown", "10.0.0.2"),
    ("10.0.0.0/8", "10.0.0.2", "6.6.6.6, 198.51.100.4, 10.0.0.7", "198.51.100.4"),
    ("10.0.0.0/8", "192.0.2.1", "6.6.6.6", "192.0.2.1"),
    ("10.0.0.0/8", "::ffff:10.0.0.2", "198.51.100.4", "198.51.100.4"),
    ("127.0.0.1, ::1", "::1", "[2001:db8::1]:443", "2001:db8::1"),
    ("127.0.0.1", "127.0.0.1", "198.51.100.4:5000", "198.51.100.4"),
    ("127.0.0.1", "127.0.0.1", "198.51.100.4\t\r", "198.51.100.4"),
]


@pytest.mark.parametrize(("setting", "peer", "forwarded", "client"), CASES)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    setting: str, peer: str, forwarded: str, client: str
) -> None:
    assert seen(read_proxies(setting), peer, {"X-Forwarded-For": forwarded})["REMOTE_ADDR"] == client


def test_a_trusted_proxy_tells_scheme_host_and_id() -> None:
    told = seen(read_proxies("10.0.0.0/8"), "10.0.0.2", {**FORGED, "X-Forwarded-Host": "www.example.org"})
    assert (told["wsgi.url_scheme"], told["HTTP_HOST"], told[REQUEST_ID]) == ("https", "www.example.org", "given-id")


@pytest.mark.parametrize("given_id", ["", "a b", "x" * 65, "a\nb", "<script>"])
def test_an_id_that_is_none_is_made(given_id: str) -> None:
    assert seen(read_proxies("1"), "10.0.0.2", {"X-Request-ID": given_id})[REQUEST_ID] == "made-here"


@given(st.text(max_size=60), st.sampled_from(["1", "3", "10.0.0.0/8"]))
def test_no_header_breaks_it(header: str, setting: str) -> None:
    told = seen(read_proxies(setting), "10.0.0.2", dict.fromkeys(FORGED, header))
    assert told["wsgi.url_scheme"] in ("http", "https")
    assert told["REMOTE_ADDR"]
