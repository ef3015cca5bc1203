"""The seam between delivery and a kind of channel: what a transport is given and what it gives back.

A transport only translates. Claiming, retries, the breaker and the log are not its business. One that
delivers by one HTTP request is a `Transport`, and the pump sends for it, hundreds at once; any other is a
`BatchTransport`, and sends itself, one batch of a channel at a time, in a queue of its own.

What is made for every attempt is never changed, and yet not frozen: Python takes three times as long to make
one that is.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

from newswire.publisher import stopping
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
    NO_REDIRECT = "no_redirect"
    BAD_REDIRECT = "bad_redirect"
    UNAUTHORISED = "unauthorised"
    PASSWORD = "password"  # noqa: S105, a kind of error
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
    STORAGE = "storage"


@dataclass(slots=True)
class Destination:
    """A channel as plain values, as of the claim."""

    id: int
    name: str
    transport: str
    address: str
    options: Mapping[str, Any] = field(default_factory=dict)
    # Current and unexpired old ones, newest first.
    keys: tuple[SigningKey, ...] = field(default=(), repr=False)


@dataclass(slots=True)
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
    traceparent: str = ""  # where the receiver's spans belong; empty where nothing is traced


@dataclass(slots=True)
class Request:
    """One HTTP POST. `headers` must hold no line break; the pump adds none but Host and Content-Length."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Timings(NamedTuple):
    """Milliseconds from the start of the attempt; 0 where that step did not happen."""

    resolved: int = 0
    connected: int = 0
    secured: int = 0
    first_byte: int = 0
    total: int = 0


NO_TIMINGS = Timings()


@dataclass(slots=True)
class Answer:
    """What came back. `status` is 0 and `error` says why where there was no answer.

    `body` is decompressed and cut at 64 KiB; `headers` have lower-case names, the last of a name wins.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: ErrorKind = ErrorKind.NONE
    detail: str = ""
    timings: Timings = NO_TIMINGS
    peer: str = ""  # the address really connected to


@dataclass(slots=True)
class Verdict:
    """What an answer means for the delivery. The pump turns it into rows."""

    outcome: Outcome
    error: ErrorKind = ErrorKind.NONE
    detail: str = ""
    retry_after: float | None = None  # seconds the receiver asked us to leave it alone, not yet capped
    url: str = ""  # where the publication now stands, as the receiver says


@dataclass(frozen=True, slots=True)
class Batch:
    """What a channel is sent at once: one attempt each of deliveries of different publications."""

    destination: Destination
    messages: tuple[Message, ...]  # the most urgent first, then in the order of their events
    ends: float  # of `time.monotonic()`: what is not begun by then is left to the next batch

    @property
    def seconds_left(self) -> float:
        """0 also where the worker is told to stop."""
        return 0.0 if stopping.is_set() else max(0.0, self.ends - time.monotonic())


class Kind(Protocol):
    """What every transport says of itself. Stateless: one instance serves every channel."""

    name: ClassVar[str]

    supports_withdrawal: ClassVar[bool]
    """Can take a publication down again. Without it a `gone` is not sent."""

    supports_order_every: ClassVar[bool]
    """Gives a meaning to each version in turn. Without it only the latest is offered."""

    signs: ClassVar[bool]
    """Proves who sent it: the channel gets a secret, shown once."""

    backfills: ClassVar[bool]
    """May be sent what was published before it existed. Never true for what speaks to people."""

    changes: ClassVar[tuple[str, ...]]
    """All that it is told of ("published"), whatever the channel asks for; empty: the channel decides."""


class Transport(Kind, Protocol):
    """A kind of channel that delivers by one HTTP request."""

    def request(self, message: Message) -> Request:
        """The request of this attempt. Raises RequestError where the message cannot be sent at all."""
        ...

    def verdict(self, answer: Answer) -> Verdict:
        """What the answer means."""
        ...


@runtime_checkable
class BatchTransport(Kind, Protocol):
    """A kind of channel that sends by itself, in whatever way.

    It is given whole documents in the format `cloudevents`, and writes what it sends by itself.
    """

    at_once: ClassVar[int]
    """The most messages of one batch. No two batches of a channel are under way at a time."""

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        """Each message with what became of it, as soon as that is known: it is recorded then.

        It looks at `batch.seconds_left` before each step. What it gives no verdict of goes back into the
        queue, and costs no attempt. What it raises is the fault of our side, and a verdict on the rest.
        """
        ...


class RequestError(Exception):
    """A message that cannot become a request: somebody has to change the channel or the settings."""

    def __init__(self, kind: ErrorKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
