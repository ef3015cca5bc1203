"""What another site answers, asked by the rules that channels are held to: once, and waited for."""

import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pycurl
from django.utils.translation import gettext as _

from . import addresses

SECONDS = 8
REDIRECTS = 3
MOST = 1_000_000  # bytes: a head with its hreflang stands in far less


class NotFetched(Exception):
    """str(error) says why, in words. `again`: there was no answer, so that it may work later."""

    def __init__(self, words: str, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


@dataclass(frozen=True)
class Fetched:
    url: str  # where it was found after redirects
    body: bytes
    link_header: str = ""


@dataclass
class _Answer:
    host: str
    most: int = MOST
    body: bytearray = field(default_factory=bytearray)
    headers: dict[str, str] = field(default_factory=dict)
    refused: str = ""

    def header(self, line: bytes) -> None:
        if line.startswith(b"HTTP/"):
            self.headers.clear()
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            known = self.headers.get(name.lower())
            self.headers[name.lower()] = f"{known}, {value.strip()}" if known else value.strip()

    def write(self, data: bytes) -> int:
        self.body += data
        return len(data) if len(self.body) < self.most else 0


def fetch(url: str) -> Fetched:
    """A page. Follows a few redirects. Raises NotFetched."""
    for _step in range(REDIRECTS + 1):
        asked = ((pycurl.TIMEOUT, SECONDS), (pycurl.HTTPHEADER, ["Accept: text/html"]))
        status, answer = _perform(url.partition("#")[0], asked, MOST)
        if status in (301, 302, 303, 307, 308) and answer.headers.get("location"):
            url = urljoin(url, answer.headers["location"])
            continue
        if status != 200:
            raise NotFetched(_("The other site answered with %(status)s.") % {"status": status})
        return Fetched(url, bytes(answer.body), answer.headers.get("link", ""))
    raise NotFetched(_("The other site redirects again and again."))


def get(url: str, seconds: float, most: int) -> tuple[int, bytes]:
    """The status and the answer, at most `most` bytes of it. No redirect is followed. Raises NotFetched."""
    status, answer = _perform(url, ((pycurl.TIMEOUT_MS, int(seconds * 1000)),), most)
    return status, bytes(answer.body)


def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float, most: int) -> tuple[int, bytes]:
    """The status and the answer, at most `most` bytes of it. No redirect is followed. Raises NotFetched."""
    asked = (
        (pycurl.POSTFIELDS, body),
        (pycurl.TIMEOUT_MS, int(seconds * 1000)),
        (pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers.items()]),
    )
    status, answer = _perform(url, asked, most)
    return status, bytes(answer.body)


def _perform(url: str, asked: Iterable[tuple[int, Any]], most: int) -> tuple[int, _Answer]:
    """The address is checked, and the peer of the connection again."""
    if problems := addresses.check_address(url):
        raise NotFetched(problems[0])
    ascii_url = addresses.to_ascii(url)
    answer, handle = _Answer(urlsplit(ascii_url).hostname or "", most), pycurl.Curl()
    for option, value in (
        (pycurl.URL, ascii_url),
        (pycurl.NOSIGNAL, 1),
        # A proxy of the environment would be the peer that the check sees, whatever the target.
        (pycurl.PROXY, ""),
        (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.ACCEPT_ENCODING, "gzip, deflate"),
        (pycurl.USERAGENT, "Newswire"),
        *asked,
        (pycurl.HEADERFUNCTION, answer.header),
        (pycurl.WRITEFUNCTION, answer.write),
        (pycurl.OPENSOCKETFUNCTION, lambda purpose, peer: _open(answer, peer)),
    ):
        handle.setopt(option, value)
    if bundle := ssl.get_default_verify_paths().cafile:
        handle.setopt(pycurl.CAINFO, bundle)
    try:
        handle.perform()
    except pycurl.error as error:
        is_cut = error.args[0] == pycurl.E_WRITE_ERROR and len(answer.body) >= most
        if not is_cut:
            raise NotFetched(_why(answer, error), again=not answer.refused) from error
    finally:
        status = handle.getinfo(pycurl.RESPONSE_CODE)
        handle.close()
    return status, answer


def _open(answer: _Answer, peer: Any) -> socket.socket | int:
    family, kind, protocol, address = peer
    if addresses.may_connect(answer.host, str(address[0])):
        return socket.socket(family, kind, protocol)
    answer.refused = str(address[0])
    return pycurl.SOCKET_BAD


def _why(answer: _Answer, error: pycurl.error) -> str:
    if answer.refused:
        return _("%(host)s is at %(address)s, which is not on the public internet.") % {
            "host": answer.host,
            "address": answer.refused,
        }
    return _("The other site did not answer: %(reason)s") % {"reason": error.args[1]}
