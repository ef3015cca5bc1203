"""The addresses of names, looked up in threads of our own: libcurl looks up twenty at a time, we two hundred.

The threads are daemons: one may be stuck in the system's resolver for as long as name servers are silent, and
a process that ends must not wait for it.
"""

import socket
import threading
import time
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import NamedTuple

MOST = 200  # lookups at a time, of two threads each
# Seconds for which an answer is used as it is: as long as libcurl does.
FRESH = 60.0
# The same for a failure, during which name servers are not asked again (RFC 9520, section 3.2).
FAILED = 5.0
# libcurl keeps an idle connection for so long, and asks for no address while it has one.
KEPT = 118.0
# Seconds that IPv6 addresses may still take when the others are there (RFC 8305, section 3).
LATER = 0.05

NOT_THERE = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class Found(NamedTuple):
    """What a lookup came to; no addresses where it failed."""

    addresses: tuple[str, ...] = ()
    error: str = ""
    not_there: bool = False  # name servers say so, as opposed to saying nothing


class Name:
    """`found` serves until it is looked up anew; None while that has to be waited for."""

    __slots__ = ("asked_at", "found", "fresh_until", "under_way")

    def __init__(self) -> None:
        self.found: Found | None = None
        self.fresh_until = 0.0
        self.asked_at = 0.0
        self.under_way = False


class Names:
    """Of one Sender, and used by one thread at a time. No more names than channels: never emptied."""

    def __init__(self) -> None:
        self._names: dict[str, Name] = {}
        self._queue: deque[str] = deque()
        self._running = 0
        self._ended: deque[tuple[str, Found, float]] = deque()
        self._lock = threading.Lock()
        self._is_closed = False
        self._bell, self._rope = socket.socketpair()
        self._bell.setblocking(False)
        self._rope.setblocking(False)

    def fileno(self) -> int:
        """Of what becomes readable when a lookup has ended: `take` then, and ask again."""
        return self._bell.fileno()

    def ask(self, host: str) -> Found | None:
        """None where it has to be waited for.

        A name that is asked for again and again is never waited for, not even where no name server answers:
        what was found serves on while it is looked up anew, as a connection that libcurl keeps would.
        """
        now = time.monotonic()
        name = self._names.get(host) or self._names.setdefault(host, Name())
        idle, name.asked_at = now - name.asked_at, now
        if now >= name.fresh_until:
            if name.found and (not name.found.addresses or idle >= KEPT):
                name.found = None
            if not name.under_way:
                name.under_way = True
                self._queue.append(host)
                self._begin()
        return name.found

    def take(self) -> None:
        with suppress(BlockingIOError):
            self._bell.recv(4096)
        while self._ended:
            host, found, at = self._ended.popleft()
            self._running -= 1
            name = self._names[host]
            name.under_way = False
            if name.found is None or found.addresses or found.not_there:
                name.found = found
            name.fresh_until = at + (FRESH if found.addresses else FAILED)
        self._begin()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self._bell.close()
            self._rope.close()

    def _begin(self) -> None:
        while self._queue and self._running < MOST:
            host = self._queue.popleft()
            self._running += 1
            try:
                threading.Thread(target=self._run, args=(host,), name="newswire-name", daemon=True).start()
            except RuntimeError as error:  # no more threads for this process
                self._end(host, Found(error=str(error)))

    def _run(self, host: str) -> None:
        try:
            found = look_up(host)
        except Exception as error:
            found = Found(error=repr(error))
        self._end(host, found)

    def _end(self, host: str, found: Found) -> None:
        with self._lock:
            if not self._is_closed:
                self._ended.append((host, found, time.monotonic()))
                with suppress(BlockingIOError):  # full: it rings already
                    self._rope.send(b"\0")


def look_up(host: str) -> Found:
    """Asks for both families at once: some name servers never answer for IPv6 where they have none."""
    other: SimpleQueue[Found] = SimpleQueue()
    threading.Thread(target=lambda: other.put(_of(host, socket.AF_INET6)), daemon=True).start()
    four = _of(host, socket.AF_INET)
    try:
        six = other.get(timeout=LATER if four.addresses else None)
    except Empty:
        return four
    return Found(six.addresses + four.addresses, four.error, four.not_there and six.not_there)


def _of(host: str, family: socket.AddressFamily) -> Found:
    try:
        # As bytes: of text Python makes a name by rules of its own.
        entries = socket.getaddrinfo(host.encode(), None, family, socket.SOCK_STREAM)
    except OSError as error:
        return Found((), error.strerror or str(error), error.errno in NOT_THERE)
    # libcurl takes no address with a scope ("fe80::1%eth0").
    return Found(tuple(str(entry[4][0]).partition("%")[0] for entry in entries))
