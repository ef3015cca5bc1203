"""Many HTTP requests at once over libcurl's multi interface, each with one hard deadline.

Nothing here knows deliveries. A handle is bound to the process that made it: make a Sender after the fork.
"""

import itertools
import selectors
import time
from typing import Any
from urllib.parse import urlsplit

import pycurl

from newswire.publisher import addresses
from newswire.publisher.transports.base import Answer, ErrorKind, Request, RequestError

from . import curl
from .curl import Transfer

# Connections kept open for the next time; with those in use, below 1,024 open files, the usual limit.
KEPT_CONNECTIONS = 400
_BREAKS_A_LINE = frozenset("\r\n\0")


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
        self._flying: dict[pycurl.Curl, Transfer] = {}

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
        # A name that libcurl reads differently would escape the list of allowed names.
        odd = "@" in parts.netloc or "\\" in url
        if odd or parts.scheme not in ("http", "https") or not parts.hostname:
            raise RequestError(ErrorKind.BAD_ADDRESS, "Not a web address.")
        handle = self._idle.pop() if self._idle else curl.new_handle()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, [*headers, "Expect:", "Accept: application/json, */*"])
        handle.setopt(pycurl.POSTFIELDS, request.body)
        handle.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))
        handle.transfer = transfer = Transfer(token, parts.hostname)
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
        transfer = self._flying[handle]
        answer = curl.answer_of(handle, transfer, code, text)
        self._release(handle)
        return transfer.token, answer

    def _release(self, handle: pycurl.Curl) -> None:
        self._multi.remove_handle(handle)
        del self._flying[handle]
        # An idle handle must not keep its last body and delivery in memory.
        handle.transfer = None
        handle.setopt(pycurl.POSTFIELDS, b"")
        self._idle.append(handle)

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
