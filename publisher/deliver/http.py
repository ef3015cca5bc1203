"""Many HTTP requests at once over libcurl's multi interface, each with one hard deadline.

Nothing here knows deliveries. A handle is bound to the process that made it: make a Sender after the fork.
"""

import itertools
import math
import select
import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import pycurl

from newswire.publisher import addresses
from newswire.publisher.transports.base import Answer, ErrorKind, Request, RequestError, Timings

from . import curl, files
from .curl import Transfer
from .names import Names

# A third of what the `selectors` module costs, at two changes of what is watched per request.
WAITER: Any = getattr(select, "epoll", select.poll)
WAITER_UNIT = 1000 if WAITER is select.poll else 1  # poll() counts milliseconds, epoll seconds
EVENTS = {
    pycurl.POLL_IN: select.POLLIN,
    pycurl.POLL_OUT: select.POLLOUT,
    pycurl.POLL_INOUT: select.POLLIN | select.POLLOUT,
    pycurl.POLL_NONE: 0,
}
OWN_HEADERS = ("Expect:", "Accept: application/json, */*")
PORTS = {"http": 80, "https": 443}


class Sender:
    """`start` requests, `poll` for answers. Connections and TLS sessions are reused."""

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self._multi.setopt(pycurl.M_MAXCONNECTS, files.connections_kept())
        self._waiter = WAITER()
        self._watched: set[int] = set()
        self._timer = math.inf
        self._idle: list[pycurl.Curl] = []
        self._flying: dict[pycurl.Curl, Transfer] = {}
        self._names = Names()
        self._bell = self._names.fileno()
        self._waiter.register(self._bell, select.POLLIN)
        # Of those under way, what libcurl has not yet: waits for its name; its port, and until when.
        self._waiting: dict[pycurl.Curl, tuple[int, float]] = {}
        self._look_at = math.inf
        self._bodies_at = 0.0  # when we next look for bodies that do not end

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
        url, host, port = _target(request.url)
        headers = [f"{name}: {text}" for name, text in request.headers.items()]
        if _has_break("".join(headers)):
            raise RequestError(ErrorKind.BAD_ADDRESS, "A line break in a header.")
        handle = self._idle.pop() if self._idle else curl.new_handle()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.HTTPHEADER, [*headers, *OWN_HEADERS])
        curl.give_body(handle, request.body)
        handle.transfer.begin(token, host)
        self._flying[handle] = handle.transfer
        if port is None:
            self._add(handle, seconds)
        else:
            self._waiting[handle] = port, handle.transfer.began + seconds
            if self._resolve(handle):
                self._look_at = 0.0  # the next poll answers it

    def poll(self, seconds: float) -> list[tuple[Any, Answer]]:
        """Works for up to `seconds`, less if something ends or has to be looked at; the answers."""
        until = min(self._timer, self._look_at)
        wait = min(seconds, curl.LOOK, max(0.0, until - time.monotonic()))
        events = self._waiter.poll(wait * WAITER_UNIT)
        # Deadlines first: after the process was frozen, a request that is late must not go out any more.
        if self._timer <= time.monotonic():
            self._timer = math.inf
            self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        for fd, mask in events:
            if fd == self._bell:
                self._names.take()
                self._look_at = 0.0
            else:
                self._multi.socket_action(fd, _bits(mask))
        answers = self._finished()
        now = time.monotonic()
        if self._look_at <= now:
            answers += self._look()
        if self._bodies_at <= now:
            self._bodies_at = now + curl.LOOK
            answers += self._end_bodies()
        return answers

    def abandon(self) -> list[Any]:
        """Breaks off all that is under way; returns the tokens."""
        tokens = [transfer.token for transfer in self._flying.values()]
        for handle in list(self._flying):
            self._release(handle)
        return tokens

    def close(self) -> None:
        """Breaks off all, and closes every connection. For good."""
        self.abandon()
        for handle in self._idle:
            handle.close()
        self._multi.close()
        self._names.close()
        if WAITER is not select.poll:
            self._waiter.close()

    def _look(self) -> list[tuple[Any, Answer]]:
        """Sends what has waited for its name; the answers of what will not be sent."""
        self._look_at = math.inf
        answers = []
        for handle in list(self._waiting):
            if answer := self._resolve(handle):
                answers.append((self._flying[handle].token, answer))
                self._release(handle)
        return answers

    def _end_bodies(self) -> list[tuple[Any, Answer]]:
        """Breaks off what was answered a while ago and sends its body still; its answers."""
        overdue = [handle for handle in self._flying if curl.is_overdue(handle)]
        return [self._answer(handle, 0, curl.UNENDED) for handle in overdue]

    def _resolve(self, handle: pycurl.Curl) -> Answer | None:
        """Sends it if its name is known; its answer if it cannot be sent, or is late."""
        port, ends = self._waiting[handle]
        transfer, now = self._flying[handle], time.monotonic()
        took = int((now - transfer.began) * 1000)
        if now >= ends:
            text = f"Resolving timed out after {took} milliseconds"
            return Answer(0, error=ErrorKind.TIMEOUT, detail=text, timings=Timings(total=took))
        found = self._names.ask(transfer.host)
        if found is None:
            self._look_at = min(self._look_at, ends)
        elif not found.addresses:
            text = f"Could not resolve host: {transfer.host} ({found.error})"
            return Answer(0, error=ErrorKind.DNS, detail=text, timings=Timings(took, total=took))
        else:
            del self._waiting[handle]
            curl.resolve(handle, port, found.addresses)
            self._add(handle, ends - now)
        return None

    def _add(self, handle: pycurl.Curl, seconds: float) -> None:
        handle.setopt(pycurl.TIMEOUT_MS, max(1, int(seconds * 1000)))
        self._multi.add_handle(handle)

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
        self._multi.remove_handle(handle)  # before: of what we break off, libcurl adds up the time only now
        token, answer = transfer.token, curl.answer_of(handle, transfer, code, text)
        self._forget(handle)
        return token, answer

    def _release(self, handle: pycurl.Curl) -> None:
        if self._waiting.pop(handle, None) is None:
            self._multi.remove_handle(handle)
        self._forget(handle)

    def _forget(self, handle: pycurl.Curl) -> None:
        del self._flying[handle]
        curl.release(handle)
        self._idle.append(handle)

    def _watch(self, what: int, fd: int, multi: pycurl.CurlMulti, data: object) -> None:
        if what == pycurl.POLL_REMOVE:
            if fd in self._watched:
                self._watched.remove(fd)
                self._waiter.unregister(fd)
        elif fd in self._watched:
            self._waiter.modify(fd, EVENTS[what])
        else:
            self._watched.add(fd)
            self._waiter.register(fd, EVENTS[what])

    def _set_timer(self, milliseconds: int) -> None:
        self._timer = math.inf if milliseconds < 0 else time.monotonic() + milliseconds / 1000


def _bits(mask: int) -> int:
    bits = pycurl.CSELECT_IN if mask & select.POLLIN else 0
    bits |= pycurl.CSELECT_OUT if mask & select.POLLOUT else 0
    return bits | pycurl.CSELECT_ERR if mask & (select.POLLERR | select.POLLHUP) else bits


def _has_break(text: str) -> bool:
    """For every request: three searches take a tenth of one by a pattern."""
    return "\n" in text or "\r" in text or "\0" in text


def post(request: Request, seconds: float) -> Answer:
    """One POST, waited for. The peer's address is checked as for every delivery. Raises RequestError."""
    sender, until = Sender(), time.monotonic() + seconds + 1
    try:
        sender.start(request, "once", seconds)
        while time.monotonic() < until:
            for _, answer in sender.poll(0.1):
                return answer
    finally:
        sender.close()
    return Answer(0, error=ErrorKind.TIMEOUT)


@lru_cache(maxsize=4096)
def _target(address: str) -> tuple[str, str, int | None]:
    """An address in ASCII, its host, and its port if that is a name that has to be looked up.

    Raises RequestError for one that cannot be sent to.
    """
    try:
        url = address if address.isascii() else addresses.to_ascii(address)
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RequestError(ErrorKind.BAD_ADDRESS, "Not an address.") from None
    # urlsplit drops line breaks. A name that libcurl reads differently would escape the allow-list.
    odd = _has_break(address) or "\t" in address or "\\" in address or "@" in parts.netloc
    if odd or parts.scheme not in ("http", "https") or not parts.hostname:
        raise RequestError(ErrorKind.BAD_ADDRESS, "Not a web address.")
    if not addresses.is_name(parts.hostname):
        return url, parts.hostname, None
    return url, parts.hostname, PORTS[parts.scheme] if port is None else port
