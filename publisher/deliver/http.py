"""Many HTTP requests at once over libcurl's multi interface, each with one hard deadline.

Nothing here knows deliveries. A handle is bound to the process that made it: make a Sender after the fork.
"""

import itertools
import selectors
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pycurl

from newswire.publisher import addresses
from newswire.publisher.transports.base import Answer, ErrorKind, Request, RequestError, Timings

# Of an answer's body, decompressed: enough for an address, or for a person to see what went wrong.
MAX_BODY = 64 * 1024
MAX_HEADERS = 64 * 1024
# Connections kept open for the next time; with those in use, below 1,024 open files, the usual limit.
KEPT_CONNECTIONS = 400
_BREAKS_A_LINE = frozenset("\r\n\0")

ERRORS = {
    pycurl.E_OPERATION_TIMEDOUT: ErrorKind.TIMEOUT,
    pycurl.E_COULDNT_RESOLVE_HOST: ErrorKind.DNS,
    pycurl.E_COULDNT_CONNECT: ErrorKind.CONNECT,
    pycurl.E_SSL_CONNECT_ERROR: ErrorKind.TLS,
    pycurl.E_PEER_FAILED_VERIFICATION: ErrorKind.TLS,
    pycurl.E_URL_MALFORMAT: ErrorKind.BAD_ADDRESS,
    pycurl.E_UNSUPPORTED_PROTOCOL: ErrorKind.BAD_ANSWER,  # HTTP/0.9; the address is checked before
    pycurl.E_WRITE_ERROR: ErrorKind.BAD_ANSWER,  # we stopped reading its endless headers
    pycurl.E_BAD_CONTENT_ENCODING: ErrorKind.BAD_ANSWER,
    8: ErrorKind.BAD_ANSWER,  # CURLE_WEIRD_SERVER_REPLY, which pycurl does not name
}


@dataclass(slots=True)
class _Transfer:
    token: Any
    host: str
    began: float = field(default_factory=time.monotonic)
    body: bytearray = field(default_factory=bytearray)
    headers: dict[str, str] = field(default_factory=dict)
    header_bytes: int = 0
    complete: bool = False  # the final status and all its headers have come
    cut: bool = False  # we stopped reading
    refused: str = ""  # an address that the check did not let us connect to


class Sender:
    """`start` requests, `poll` for answers. Connections and TLS sessions are reused."""

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, KEPT_CONNECTIONS)
        self._selector = selectors.DefaultSelector()
        self._timer: float | None = None
        self._idle: list[pycurl.Curl] = []
        self._flying: dict[pycurl.Curl, _Transfer] = {}

    def __len__(self) -> int:
        return len(self._flying)

    def younger_than(self, seconds: float) -> int:
        """How many of those under way were started within the last `seconds`."""
        since = time.monotonic() - seconds
        newest_first = reversed(self._flying.values())
        return sum(1 for _ in itertools.takewhile(lambda transfer: transfer.began > since, newest_first))

    def start(self, request: Request, token: Any, seconds: float) -> None:
        """Begins one POST that ends within `seconds`, whatever the other side does.

        Raises RequestError for an address or a header that cannot be sent.
        """
        headers = [f"{name}: {text}" for name, text in request.headers.items()]
        if any(not _BREAKS_A_LINE.isdisjoint(line) for line in (request.url, *headers)):
            raise RequestError(ErrorKind.BAD_ADDRESS, "A line break in the address or in a header.")
        try:
            url = request.url if request.url.isascii() else addresses.to_ascii(request.url)
            parts = urlsplit(url)
        except ValueError:
            raise RequestError(ErrorKind.BAD_ADDRESS, "Not an address.") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RequestError(ErrorKind.BAD_ADDRESS, "Not a web address.")
        handle = self._idle.pop() if self._idle else self._new_handle()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, [*headers, "Expect:", "Accept: application/json, */*"])
        handle.setopt(pycurl.POSTFIELDS, request.body)
        handle.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))
        handle.transfer = transfer = _Transfer(token, parts.hostname)
        self._flying[handle] = transfer
        self._multi.add_handle(handle)

    def poll(self, seconds: float) -> list[tuple[Any, Answer]]:
        """Works for up to `seconds`, less if something ends; the answers that have come."""
        until = self._timer
        wait = seconds if until is None else min(seconds, max(0.0, until - time.monotonic()))
        events = self._selector.select(wait)
        # Deadlines first: after the process was frozen, a request that is late must not go out any more.
        if self._timer is not None and self._timer <= time.monotonic():
            self._timer = None
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        for key, mask in events:
            bits = pycurl.CSELECT_IN if mask & selectors.EVENT_READ else 0
            bits |= pycurl.CSELECT_OUT if mask & selectors.EVENT_WRITE else 0
            self._multi.socket_action(key.fd, bits)
        return self._finished()

    def abandon(self) -> list[Any]:
        """Breaks off all that is under way; returns the tokens."""
        tokens = [transfer.token for transfer in self._flying.values()]
        for handle in list(self._flying):
            self._release(handle)
        return tokens

    def _finished(self) -> list[tuple[Any, Answer]]:
        answers = []
        more = 1
        while more:
            more, done, failed = self._multi.info_read()
            for handle in done:
                answers.append(self._answer(handle, 0, ""))
            for handle, code, text in failed:
                answers.append(self._answer(handle, code, text))
        return answers

    def _answer(self, handle: pycurl.Curl, code: int, text: str) -> tuple[Any, Answer]:
        transfer = self._release(handle)
        status = handle.getinfo(pycurl.RESPONSE_CODE) if transfer.complete else 0
        error, detail = ErrorKind.NONE, text
        if not status:
            error = ERRORS.get(code, ErrorKind.NETWORK) if code else ErrorKind.BAD_ANSWER
        if not status and transfer.refused:
            error, detail = ErrorKind.REFUSED_ADDRESS, transfer.refused
        return transfer.token, Answer(
            status=status,
            headers=transfer.headers,
            body=bytes(transfer.body[:MAX_BODY]),
            error=error,
            detail="" if transfer.cut else detail,
            timings=_timings(handle),
            peer=handle.getinfo(pycurl.PRIMARY_IP) or "",
        )

    def _release(self, handle: pycurl.Curl) -> _Transfer:
        self._multi.remove_handle(handle)
        self._idle.append(handle)
        return self._flying.pop(handle)

    def _watch(self, what: int, fd: int, multi: pycurl.CurlMulti, data: object) -> None:
        known = fd in self._selector.get_map()
        if what == pycurl.POLL_REMOVE:
            if known:
                self._selector.unregister(fd)
            return
        mask = selectors.EVENT_READ if what in (pycurl.POLL_IN, pycurl.POLL_INOUT) else 0
        mask |= selectors.EVENT_WRITE if what in (pycurl.POLL_OUT, pycurl.POLL_INOUT) else 0
        if mask and known:
            self._selector.modify(fd, mask)
        elif mask:
            self._selector.register(fd, mask)

    def _set_timer(self, milliseconds: int) -> None:
        self._timer = None if milliseconds < 0 else time.monotonic() + milliseconds / 1000

    def _new_handle(self) -> pycurl.Curl:
        handle = pycurl.Curl()
        for option, value in _OPTIONS:
            handle.setopt(option, value)
        handle.setopt(pycurl.CAINFO, ssl.get_default_verify_paths().cafile or _certifi())
        handle.setopt(pycurl.HEADERFUNCTION, lambda line: _header(handle.transfer, line))
        handle.setopt(pycurl.WRITEFUNCTION, lambda data: _write(handle.transfer, data))
        handle.setopt(pycurl.OPENSOCKETFUNCTION, lambda purpose, peer: _open(handle.transfer, peer))
        return handle


_OPTIONS = (
    (pycurl.POST, 1),
    (pycurl.NOSIGNAL, 1),
    # A proxy of the environment would be the peer that the check sees, whatever the target.
    (pycurl.PROXY, ""),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.FOLLOWLOCATION, 0),
    # Breaking off one answer breaks only its own connection.
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    # Decompressed piece by piece, and counted in `_write`: a bomb ends after 64 KiB.
    (pycurl.ACCEPT_ENCODING, "gzip, deflate"),
    (pycurl.TCP_KEEPALIVE, 1),
)


def _header(transfer: _Transfer, line: bytes) -> int:
    transfer.header_bytes += len(line)
    if transfer.header_bytes > MAX_HEADERS:
        return 0
    text = line.decode("latin-1").strip()
    if text.startswith("HTTP/"):
        transfer.headers = {":status": text}
    elif not text:
        transfer.complete = transfer.complete or not _interim(transfer.headers)
    else:
        name, _, value = text.partition(":")
        transfer.headers[name.lower()] = value.strip()
    return len(line)


def _interim(headers: dict[str, str]) -> bool:
    """Of a 1xx, which announces another header block."""
    return headers.get(":status", "").partition(" ")[2].startswith("1")


def _write(transfer: _Transfer, data: bytes) -> int:
    transfer.body += data
    if len(transfer.body) < MAX_BODY:
        return len(data)
    transfer.cut = True
    return 0


def _open(transfer: _Transfer, peer: tuple[int, int, int, tuple[object, ...]]) -> socket.socket | int:
    family, kind, protocol, address = peer
    target = str(address[0])
    if addresses.may_connect(transfer.host, target):
        return socket.socket(family, kind, protocol)
    transfer.refused = target
    return pycurl.SOCKET_BAD


def _timings(handle: pycurl.Curl) -> Timings:
    """libcurl counts in microseconds."""
    return Timings(
        *(
            handle.getinfo(step) // 1000
            for step in (
                pycurl.NAMELOOKUP_TIME_T,
                pycurl.CONNECT_TIME_T,
                pycurl.APPCONNECT_TIME_T,
                pycurl.STARTTRANSFER_TIME_T,
                pycurl.TOTAL_TIME_T,
            )
        )
    )


def _certifi() -> str:
    import certifi

    return certifi.where()
