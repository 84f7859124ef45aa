"""From where a request comes, behind a web server: what that server says counts, and what anybody else says does not.

`SAMPLER_TRUSTED_PROXIES` is a number of proxies in a row (whoever reaches this port is the last of them), or the
networks they stand in. Their `X-Forwarded-For`, `-Proto`, `-Host` and `X-Request-ID` are believed; from everybody else
they are taken away before the site sees them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = "sampler.request_id"
ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
HOST = re.compile(r"[0-9A-Za-z.:\[\]-]{1,255}")
SCHEMES = ("http", "https")
SAID = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_REQUEST_ID")
MOST_HOPS = 10

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """Either `hops` proxies in a row, or whoever stands in one of the `networks`; none of both: nobody is believed."""

    hops: int = 0
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether anybody is believed."""
        return bool(self.hops or self.networks)

    def client(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address from which the request came to the outermost trusted proxy.

        >>> Proxies(hops=1).client("10.0.0.2", ["203.0.113.9", "198.51.100.4"])
        '198.51.100.4'
        >>> Proxies(networks=(ip_network("10.0.0.0/8"),)).client("10.0.0.2", ["198.51.100.4", "10.0.0.7"])
        '198.51.100.4'
        >>> Proxies().client("10.0.0.2", ["198.51.100.4"])
        '10.0.0.2'
        """
        hop = 0
        for told in reversed(forwarded):
            if not self._trusts(peer, hop) or (address := _address(told)) is None:
                break
            peer, hop = str(address), hop + 1
        return peer

    def believes(self, peer: str) -> bool:
        """Whether what this peer says of a request is so."""
        return self._trusts(peer, 0)

    def _trusts(self, peer: str, hop: int) -> bool:
        if self.hops:
            return hop < self.hops
        address = _address(peer)
        return address is not None and any(address in network for network in self.networks)


def read_proxies(text: str) -> Proxies:
    """The setting: `1`, or `10.0.0.0/8, ::1`; ValueError.

    >>> read_proxies("10.0.0.5,::1").networks
    (IPv4Network('10.0.0.5/32'), IPv6Network('::1/128'))
    """
    if text.isascii() and text.isdigit():
        if int(text) > MOST_HOPS:
            raise ValueError(text)
        return Proxies(hops=int(text))
    return Proxies(networks=tuple(ip_network(part.strip()) for part in text.split(",") if part.strip()))


def _address(text: str) -> Address | None:
    """An address as proxies write it, with or without a port; an IPv4 address in IPv6's clothes is IPv4."""
    bare = text.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class BehindProxies:
    """The application, told from where each request really comes, and each request's id."""

    def __init__(self, application: WSGIApplication, proxies: Proxies, new_id: Callable[[], str]) -> None:
        self.application = application
        self.proxies = proxies
        self.new_id = new_id

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        said = {name: environ.pop(name, "") for name in SAID}
        peer = str(environ.get("REMOTE_ADDR", ""))
        believed = self.proxies.believes(peer)
        given = said["HTTP_X_REQUEST_ID"] if believed else ""
        environ[REQUEST_ID] = given if ID.fullmatch(given) else self.new_id()
        if believed:
            environ.update(self._told(peer, said))
        return self.application(environ, start_response)

    def _told(self, peer: str, said: dict[str, str]) -> dict[str, Any]:
        """What changes in the request by the word of a trusted proxy."""
        told: dict[str, Any] = {
            "REMOTE_ADDR": self.proxies.client(peer, said["HTTP_X_FORWARDED_FOR"].split(",")),
        }
        scheme, host = (said[f"HTTP_X_FORWARDED_{name}"].rpartition(",")[2].strip() for name in ("PROTO", "HOST"))
        if scheme in SCHEMES:
            told["wsgi.url_scheme"] = scheme
        if HOST.fullmatch(host):
            told["HTTP_HOST"] = host
        return told
