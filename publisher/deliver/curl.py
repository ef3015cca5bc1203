"""One libcurl handle: its options, what it may connect to, what it reads, and what came of it."""

import errno
import logging
import re
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import certifi
import pycurl

from newswire.publisher import addresses
from newswire.publisher.transports.base import Answer, ErrorKind, Timings

logger = logging.getLogger("newswire.deliver")

# Of an answer's body, decompressed: enough for an address, or for a person to see what went wrong.
MAX_BODY = 64 * 1024
MAX_HEAD = 64 * 1024

# The body of an answer whose headers are complete has LOOKS more looks at it, LOOK seconds apart: 3 seconds.
# Looks and not the clock: a process that stood still must read what came meanwhile before it breaks off.
LOOKS, LOOK = 12, 0.25
UNENDED = "The body had not ended three seconds after the headers."

# Seconds for which a connection is used again. One in steady use would else last until the site hangs up, and
# what a name leads to by now get nothing: the server that was left says 200 to it all.
SERVES = 300

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
    # Two that pycurl does not name.
    8: ErrorKind.BAD_ANSWER,  # CURLE_WEIRD_SERVER_REPLY
    100: ErrorKind.BAD_ANSWER,  # CURLE_TOO_LARGE: one header without end
}

# Bytes that libcurl has for each request under way, to send from. Hundreds of 64 KiB take 40 MiB more, over
# TLS, than of 16; but a body that does not fit, with its headers, takes half as much of the processor again.
BUFFER, LARGE_BUFFER = 16 * 1024, 64 * 1024
FITS = BUFFER - 2 * 1024

# With TLS 1.3 a server refuses us, without a certificate of ours perhaps, after we have begun to send.
TLS_ALERT = re.compile("SSL routines.* alert ")

BLANK = (b"\r\n", b"\n")  # the line that ends the headers

# No fault of the site: this process, or its machine, has no room for a socket.
OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

# Microseconds from the start, in the order of Timings.
STEPS = (
    pycurl.NAMELOOKUP_TIME_T,
    pycurl.CONNECT_TIME_T,
    pycurl.APPCONNECT_TIME_T,
    pycurl.STARTTRANSFER_TIME_T,
    pycurl.TOTAL_TIME_T,
)


class Headers(Mapping[str, str]):
    """Of the last answer, by lower-case name; trailers count too. Read when asked for: most never are."""

    __slots__ = ("_head", "_read")

    def __init__(self, head: Iterable[bytes]) -> None:
        self._head = tuple(head)
        self._read: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, str]:
        if self._read is None:
            self._read = {}
            for line in b"".join(self._head).decode("latin-1").split("\n"):
                name, colon, value = line.partition(":")
                if line.startswith("HTTP/"):
                    self._read = {}
                elif colon:
                    self._read[name.lower()] = value.strip()
        return self._read


class Transfer:
    """What a handle is used for, and what has come: begun with each request, and emptied after it."""

    __slots__ = (
        "began",
        "body",
        "cut",
        "head",
        "head_bytes",
        "host",
        "looks",
        "opened",
        "refused",
        "token",
        "unopened",
        "waited",
    )

    def __init__(self) -> None:
        self.head: list[bytes] = []  # lines as they came, those of interim answers too
        self.body = bytearray()
        self.empty()

    def begin(self, token: Any, host: str) -> None:
        self.token = token
        self.host = host
        self.began = time.monotonic()

    def empty(self) -> None:
        self.token = None
        self.host = ""
        self.waited = 0  # microseconds for its name; 0 where libcurl was given no address
        self.head_bytes = 0
        self.head.clear()
        self.body.clear()
        self.cut = False  # we stopped reading
        self.opened = False  # a socket to an address that it did let us connect to
        self.refused = ""  # an address that the check did not let us connect to
        self.unopened = ""  # why we had no socket to connect with
        self.looks = 0  # that found it answered, and its body still to come

    def hear(self, line: bytes) -> int | None:
        """Takes one line of the headers; 0 makes libcurl break off."""
        self.head.append(line)
        self.head_bytes += len(line)
        self.cut = self.head_bytes > MAX_HEAD
        return 0 if self.cut else None

    def read(self, data: bytes) -> int:
        """Takes a piece of the body; 0 makes libcurl break off."""
        self.body += data
        if len(self.body) < MAX_BODY:
            return len(data)
        self.cut = True
        return 0

    def open(self, purpose: int, peer: tuple[int, int, int, tuple[object, ...]]) -> socket.socket | int:
        family, kind, protocol, address = peer
        target = str(address[0])
        if not addresses.may_connect(self.host, target):
            self.refused = target
            return pycurl.SOCKET_BAD
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:
            if error.errno in OURS:
                self.unopened = str(error.strerror)
            return pycurl.SOCKET_BAD
        self.opened = True
        return opened

    @property
    def is_answered(self) -> bool:
        """Has the final status come, with all its headers? A 1xx announces another; trailers may follow."""
        interim = True
        for line in self.head:
            if line.startswith(b"HTTP/"):
                interim = line.partition(b" ")[2].startswith(b"1")
            elif line in BLANK and not interim:
                return True
        return False


OPTIONS = (
    (pycurl.POST, 1),
    (pycurl.NOSIGNAL, 1),
    # A proxy of the environment would be the peer that the check sees, whatever the target.
    (pycurl.PROXY, ""),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.FOLLOWLOCATION, 0),
    # Breaking off one answer breaks only its own connection.
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    # Decompressed piece by piece, and counted in `read`: a bomb ends after 64 KiB.
    (pycurl.ACCEPT_ENCODING, "gzip, deflate"),
    (pycurl.TCP_KEEPALIVE, 1),
)


def new_handle() -> pycurl.Curl:
    """Its `transfer` must begin before each use."""
    handle = pycurl.Curl()
    for option, value in OPTIONS:
        handle.setopt(option, value)
    handle.transfer = transfer = Transfer()
    handle.setopt(pycurl.CAINFO, authorities())
    handle.setopt(pycurl.MAXLIFETIME_CONN, SERVES)
    handle.setopt(pycurl.HEADERFUNCTION, transfer.hear)
    handle.setopt(pycurl.WRITEFUNCTION, transfer.read)
    handle.setopt(pycurl.OPENSOCKETFUNCTION, transfer.open)
    return handle


def give_body(handle: pycurl.Curl, body: bytes) -> None:
    handle.setopt(pycurl.UPLOAD_BUFFERSIZE, BUFFER if len(body) <= FITS else LARGE_BUFFER)
    handle.setopt(pycurl.POSTFIELDS, body)


def resolve(handle: pycurl.Curl, port: int, found: tuple[str, ...]) -> None:
    """Gives libcurl the addresses of its name, for a minute ("+"): it then looks up nothing itself."""
    transfer = handle.transfer
    transfer.waited = max(1, int((time.monotonic() - transfer.began) * 1_000_000))
    handle.setopt(pycurl.RESOLVE, [f"+{transfer.host}:{port}:{','.join(found)}"])


def release(handle: pycurl.Curl) -> None:
    """An idle handle must not keep its last body and delivery in memory, nor old addresses."""
    if handle.transfer.waited:
        handle.unsetopt(pycurl.RESOLVE)
    handle.transfer.empty()
    handle.setopt(pycurl.POSTFIELDS, b"")


def is_overdue(handle: pycurl.Curl) -> bool:
    """Looks at it once: has it been answered for so many looks that we need not wait for the body's end?"""
    transfer = handle.transfer
    if not transfer.is_answered or _is_sending(handle):
        return False
    transfer.looks += 1
    return transfer.looks > LOOKS


def _is_sending(handle: pycurl.Curl) -> bool:
    """A 2xx may come before the site has the whole request, which must then not be cut off.

    After any other status libcurl itself sends no more.
    """
    sent, whole = handle.getinfo(pycurl.SIZE_UPLOAD_T), handle.getinfo(pycurl.CONTENT_LENGTH_UPLOAD_T)
    return sent < whole and handle.getinfo(pycurl.RESPONSE_CODE) < 300


def answer_of(handle: pycurl.Curl, transfer: Transfer, code: int, text: str) -> Answer:
    """What came of a transfer that ended with this error code of libcurl, 0 for none."""
    getinfo = handle.getinfo
    waited = transfer.waited
    timings = Timings(*[taken and (taken + waited) // 1000 for taken in map(getinfo, STEPS)])
    peer = getinfo(pycurl.PRIMARY_IP) or ""
    # libcurl repeats what the other side said, byte for byte, and no database takes half a character.
    text = text and text.encode("utf-8", "replace").decode()
    if transfer.is_answered:
        detail = "" if transfer.cut else text
        body = bytes(transfer.body[:MAX_BODY])
        return Answer(
            getinfo(pycurl.RESPONSE_CODE), Headers(transfer.head), body, ErrorKind.NONE, detail, timings, peer
        )
    error = ERRORS.get(code, ErrorKind.NETWORK) if code else ErrorKind.BAD_ANSWER
    if error is ErrorKind.NETWORK and TLS_ALERT.search(text):
        error = ErrorKind.TLS
    if transfer.refused and not transfer.opened:
        error, text = ErrorKind.REFUSED_ADDRESS, transfer.refused
    elif transfer.unopened and not transfer.opened:
        logger.error("no socket for a connection: %s", transfer.unopened)
        error, text = ErrorKind.TRANSPORT, transfer.unopened
    elif transfer.cut:
        text = f"More than {MAX_HEAD // 1024} KiB of headers."
    return Answer(0, error=error, detail=text, timings=timings, peer=peer)


def authorities() -> str:
    """The file of those whose certificates are trusted: the system's, else certifi's."""
    return ssl.get_default_verify_paths().cafile or certifi.where()
