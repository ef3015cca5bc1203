"""Downloads for an import: bounded in size and time, and never from inside one's own network.

A feed or an export may name any address. The check that counts is made on the peer a socket is about
to be opened to, after every redirect, so that a name that resolves differently gains nothing.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pycurl
from django.utils.encoding import iri_to_uri

SECONDS = 30
REDIRECTS = 5
# `is_global` passes what answers here: metadata of clouds, which tells a machine secrets, and relays of 6to4.
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's metadata
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.88.99.0/24",  # 6to4 relays
    )
)


class FetchError(Exception):
    """Nothing was downloaded; `str()` says why."""


@dataclass(frozen=True)
class Fetched:
    data: bytes
    url: str  # after redirects


def fetch(url: str, largest: int, trusted: Collection[str] = ()) -> Fetched:
    """At most `largest` bytes of `url`. Hosts in `trusted` may lie in one's own network.

    Raises FetchError for anything but a 2xx answer that is complete in time.
    """
    for _ in range(REDIRECTS + 1):
        answer = _ask(url, largest, trusted)
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise FetchError("too many redirects")


def _ask(url: str, largest: int, trusted: Collection[str]) -> Fetched | str:
    """What was fetched, or the address that the answer leads to."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError("no http or https address")
    body, refused = BytesIO(), []

    def write(chunk: bytes) -> int:
        return -1 if body.tell() + len(chunk) > largest else body.write(chunk)

    def open_socket(purpose: int, address: Any) -> Any:
        if parts.hostname not in trusted and not _is_public(address.addr[0]):
            refused.append(address.addr[0])
            return pycurl.SOCKET_BAD
        return socket.socket(address.family, address.socktype, address.protocol)

    curl = _handle(url, write, open_socket)
    try:
        curl.perform()
        status, onward = curl.getinfo(pycurl.RESPONSE_CODE), curl.getinfo(pycurl.REDIRECT_URL)
    except pycurl.error as error:
        raise FetchError(_reason(error, refused, largest)) from error
    finally:
        curl.close()
    if onward:
        return str(onward)
    if not 200 <= status < 300:
        raise FetchError(f"status {status}")
    return Fetched(body.getvalue(), url)


def _handle(url: str, write: Any, open_socket: Any) -> Any:
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, (iri_to_uri(url) or "").encode())
    curl.setopt(pycurl.WRITEFUNCTION, write)
    curl.setopt(pycurl.OPENSOCKETFUNCTION, open_socket)
    curl.setopt(pycurl.TIMEOUT, SECONDS)
    curl.setopt(pycurl.NOSIGNAL, True)
    curl.setopt(pycurl.PROXY, "")  # a proxy would hide the peer
    curl.setopt(pycurl.USERAGENT, "wagtail-newswire import")
    curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
    curl.setopt(pycurl.ENCODING, "")
    return curl


def _is_public(peer: str) -> bool:
    address = ipaddress.ip_address(peer.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        # Beyond it lie NAT64 and mapped addresses, which carry any IPv4 address inside; 6to4 lies within.
        handed_out = address in ipaddress.ip_network("2000::/3")
        return handed_out and address.is_global and address.sixtofour is None and address.teredo is None
    is_refused = address.is_multicast or any(address in network for network in REFUSED)
    return address.is_global and not is_refused


def _reason(error: pycurl.error, refused: list[str], largest: int) -> str:
    if refused:
        return f"{refused[0]} is not on the public internet (see --trust)"
    if error.args[0] == pycurl.E_WRITE_ERROR:
        return f"larger than {largest // 1024**2} MB"
    return str(error.args[1])
