"""One libcurl handle: its options, what it may connect to, what it reads, and what came of it."""

import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

import pycurl

from newswire.publisher import addresses
from newswire.publisher.transports.base import Answer, ErrorKind, Timings

# Of an answer's body, decompressed: enough for an address, or for a person to see what went wrong.
MAX_BODY = 64 * 1024
MAX_HEADERS = 64 * 1024

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
class Transfer:
    """One use of a handle."""

    token: Any
    host: str
    began: float = field(default_factory=time.monotonic)
    body: bytearray = field(default_factory=bytearray)
    headers: dict[str, str] = field(default_factory=dict)
    header_bytes: int = 0
    complete: bool = False  # the final status and all its headers have come
    cut: bool = False  # we stopped reading
    refused: str = ""  # an address that the check did not let us connect to


OPTIONS = (
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


def new_handle() -> pycurl.Curl:
    """Its `transfer` must be set before each use."""
    handle = pycurl.Curl()
    for option, value in OPTIONS:
        handle.setopt(option, value)
    handle.setopt(pycurl.CAINFO, ssl.get_default_verify_paths().cafile or _certifi())
    handle.setopt(pycurl.HEADERFUNCTION, lambda line: _header(handle.transfer, line))
    handle.setopt(pycurl.WRITEFUNCTION, lambda data: _write(handle.transfer, data))
    handle.setopt(pycurl.OPENSOCKETFUNCTION, lambda purpose, peer: _open(handle.transfer, peer))
    return handle


def answer_of(handle: pycurl.Curl, transfer: Transfer, code: int, text: str) -> Answer:
    """What came of a transfer that ended with this error code of libcurl, 0 for none."""
    status = handle.getinfo(pycurl.RESPONSE_CODE) if transfer.complete else 0
    error, detail = ErrorKind.NONE, text
    if not status:
        error = ERRORS.get(code, ErrorKind.NETWORK) if code else ErrorKind.BAD_ANSWER
    if not status and transfer.refused:
        error, detail = ErrorKind.REFUSED_ADDRESS, transfer.refused
    return Answer(
        status=status,
        headers=transfer.headers,
        body=bytes(transfer.body[:MAX_BODY]),
        error=error,
        detail="" if transfer.cut else detail,
        timings=_timings(handle),
        peer=handle.getinfo(pycurl.PRIMARY_IP) or "",
    )


def _header(transfer: Transfer, line: bytes) -> int:
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


def _write(transfer: Transfer, data: bytes) -> int:
    transfer.body += data
    if len(transfer.body) < MAX_BODY:
        return len(data)
    transfer.cut = True
    return 0


def _open(transfer: Transfer, peer: tuple[int, int, int, tuple[object, ...]]) -> socket.socket | int:
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
