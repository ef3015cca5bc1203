"""The seam between the pump and a kind of channel: what a transport is given and what it gives back.

A transport only translates. Claiming, sending, the deadline, retries, the breaker and the log are the
pump's; a transport that cannot deliver by one HTTP request is of the other kind, with a queue of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from newswire.publisher.signing import SigningKey


class Outcome(StrEnum):
    DELIVERED = "delivered"
    RETRY = "retry"  # try again on the long ladder: the other side may come back
    RETRY_BRIEFLY = "retry_briefly"  # on the short one: somebody has to change something
    PARKED = "parked"  # stop at once and ask for a person
    DISABLE = "disable"  # the receiver wants no more of anything


class ErrorKind(StrEnum):
    """Why an attempt failed. `publisher/deliver/words.py` says each in words, with what to do."""

    NONE = ""
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    NETWORK = "network"
    BAD_ANSWER = "bad_answer"
    BAD_ADDRESS = "bad_address"
    REFUSED_ADDRESS = "refused_address"
    REDIRECT = "redirect"
    UNAUTHORISED = "unauthorised"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    REJECTED = "rejected"
    THROTTLED = "throttled"
    SERVER_ERROR = "server_error"
    GONE = "gone"
    ABORTED = "aborted"
    SECRET = "secret"  # noqa: S105, a kind of error
    PAYLOAD = "payload"
    TRANSPORT = "transport"
    LOST = "lost"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Destination:
    """A channel as plain values, as of the claim."""

    id: int
    name: str
    transport: str
    address: str
    options: Mapping[str, Any] = field(default_factory=dict)
    # Current and unexpired old ones, newest first.
    keys: tuple[SigningKey, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One attempt of one delivery."""

    delivery_id: int
    webhook_id: str  # the same for every attempt
    destination: Destination
    body: bytes = field(repr=False)
    content_type: str
    sequence: int
    version: int
    attempt: int  # 1 for the first
    timestamp: int  # Unix seconds of this attempt


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP POST. `headers` must hold no line break; the pump adds none but Host and Content-Length."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds from the start of the attempt; 0 where that step did not happen."""

    resolved: int = 0
    connected: int = 0
    secured: int = 0
    first_byte: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 and `error` says why where there was no answer.

    `body` is decompressed and cut at 64 KiB; `headers` have lower-case names, the last of a name wins.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: ErrorKind = ErrorKind.NONE
    detail: str = ""
    timings: Timings = Timings()
    peer: str = ""  # the address really connected to


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means for the delivery. The pump turns it into rows."""

    outcome: Outcome
    error: ErrorKind = ErrorKind.NONE
    detail: str = ""
    retry_after: float | None = None  # seconds the receiver asked us to leave it alone, not yet capped
    url: str = ""  # where the publication now stands, as the receiver says


class Transport(Protocol):
    """A kind of channel that delivers by one HTTP request. Stateless: one instance serves every channel."""

    name: ClassVar[str]

    supports_withdrawal: ClassVar[bool]
    """Can take a publication down again. Without it a `gone` is not sent."""

    supports_order_every: ClassVar[bool]
    """Gives a meaning to each version in turn. Without it only the latest is offered."""

    signs: ClassVar[bool]
    """Proves who sent it: the channel gets a secret, shown once."""

    answers_url: ClassVar[bool]
    """The receiver may answer where the publication stands. Without it only the pattern is shown."""

    backfills: ClassVar[bool]
    """May be sent what was published before it existed. Never true for what speaks to people."""

    max_body_bytes: ClassVar[int | None]
    """The largest body the other side takes; None: no limit of its own."""

    def request(self, message: Message) -> Request:
        """The request of this attempt. Raises RequestError where the message cannot be sent at all."""
        ...

    def verdict(self, answer: Answer) -> Verdict:
        """What the answer means."""
        ...


class RequestError(Exception):
    """A message that cannot become a request: somebody has to change the channel or the settings."""

    def __init__(self, kind: ErrorKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
