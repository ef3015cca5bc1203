"""Receivers that behave badly on the wire, below what an HTTP library would let them: raw sockets.

with Moody(hang) as receiver: receiver.url, receiver.requests
"""

import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Self

Mood = Callable[[socket.socket, threading.Event], None]


class Moody:
    """Reads one request per connection, then behaves as its mood says."""

    def __init__(self, mood: Mood) -> None:
        self.mood = mood
        self.requests: list[bytes] = []
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.requests.append(_read(connection))
                self.mood(connection, self._over)
            except OSError:
                pass  # the other side gave up, as it should


class Hasty(Moody):
    """Answers 200 and begins to read the request two seconds later; the body of its answer never comes."""

    def __init__(self) -> None:
        super().__init__(hang)

    def _serve(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n")
        self._over.wait(2)
        super()._serve(connection)


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def _bomb(megabytes: int) -> bytes:
    """Spaces; packed once and repeated, since packing all of them takes a second."""
    spaces = b" " * 1_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(spaces, checksum)
    end = packer.flush() + struct.pack("<II", checksum, megabytes * len(spaces))
    return gzip.compress(b"")[:10] + block * megabytes + end


MORE = b"x-more: " + b"y" * 1000 + b"\r\n"
BOMB = _bomb(200)


def hang(connection: socket.socket, over: threading.Event) -> None:
    """Takes the request and never answers."""
    over.wait(60)


def drip_headers(connection: socket.socket, over: threading.Event) -> None:
    """Answers a byte of its header every tenth of a second, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
    while not over.wait(0.1):
        connection.sendall(b"a")


def drip_body(connection: socket.socket, over: threading.Event) -> None:
    """Says 200 at once and then drips the body, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
    while not over.wait(0.1):
        connection.sendall(b"a")


def failing_drip(connection: socket.socket, over: threading.Event) -> None:
    """Says 500 at once and then drips the body, for ever."""
    connection.sendall(b"HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\n\r\n")
    while not over.wait(0.1):
        connection.sendall(b"a")


def short_body(connection: socket.socket, over: threading.Event) -> None:
    """Announces more than it sends, and keeps the connection."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello")
    over.wait(60)


def no_body(connection: socket.socket, over: threading.Event) -> None:
    """Announces a body, and sends none of it."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n")
    over.wait(60)


def pieces(connection: socket.socket, over: threading.Event) -> None:
    """A body that takes half a second."""
    body = b'{"url": "https://site.example/whole"}'
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body))
    for start in range(0, len(body), 8):
        over.wait(0.1)
        connection.sendall(body[start : start + 8])
    over.wait(60)


def late_body(connection: socket.socket, over: threading.Event) -> None:
    """The headers at once, and as much of a body as is read, all of it half a second later."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n")
    over.wait(0.5)
    connection.sendall(b"b" * 60000)
    over.wait(60)


def reset(connection: socket.socket, over: threading.Event) -> None:
    """Resets the connection after the request."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def close(connection: socket.socket, over: threading.Event) -> None:
    """Closes the connection without a word."""


def garbage(connection: socket.socket, over: threading.Event) -> None:
    """Speaks something that is not HTTP."""
    connection.sendall(b"220 mail.example ESMTP\r\n")


def two_gigabytes(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2147483648\r\n\r\n")
    piece = b"x" * 65536
    for _ in range(32768):
        connection.sendall(piece)


def gzip_bomb(connection: socket.socket, over: threading.Event) -> None:
    """200 MB of spaces in 200 kB."""
    packed = BOMB
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n"
    connection.sendall(head.encode() + packed)


def _pour(connection: socket.socket, over: threading.Event, start: bytes, more: bytes) -> None:
    connection.sendall(start)
    while not over.is_set():
        connection.sendall(more)


def endless_headers(connection: socket.socket, over: threading.Event) -> None:
    _pour(connection, over, b"HTTP/1.1 200 OK\r\n", MORE)


def continue_then_accept(connection: socket.socket, over: threading.Event) -> None:
    """An interim answer, then the real one."""
    connection.sendall(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n")
    time.sleep(0.05)
    connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def gzipped_url(connection: socket.socket, over: threading.Event) -> None:
    packed = gzip.compress(b'{"url": "https://site.example/packed"}')
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(packed)}\r\n\r\n"
    connection.sendall(head.encode() + packed)


def trailers(connection: socket.socket, over: threading.Event) -> None:
    """Says something more after the body, as gateways do that measure themselves."""
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: server-timing\r\n\r\n"
    connection.sendall(head + b"2\r\n{}\r\n0\r\nserver-timing: app;dur=3\r\n\r\n")


def endless_trailers(connection: socket.socket, over: threading.Event) -> None:
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    _pour(connection, over, head, MORE)


def endless_header(connection: socket.socket, over: threading.Event) -> None:
    """One line that never ends."""
    _pour(connection, over, b"HTTP/1.1 200 OK\r\nx-more: ", b"y" * 10_000)


def endless_hints(connection: socket.socket, over: threading.Event) -> None:
    """Announces an answer, again and again."""
    while not over.is_set():
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n")


def half_a_character(connection: socket.socket, over: threading.Event) -> None:
    """Names an encoding of its own in bytes that are no text; libcurl repeats them in its message."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ntransfer-encoding: b\xffx\r\n\r\nhello")
