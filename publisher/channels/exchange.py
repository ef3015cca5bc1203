"""One message sent at once, for a person who waits for what comes back."""

import logging
import time
from dataclasses import asdict, dataclass
from typing import Any

from newswire.publisher import conf
from newswire.publisher.deliver import http
from newswire.publisher.deliver.verdicts import shown
from newswire.publisher.transports import statuses
from newswire.publisher.transports.base import (
    Answer,
    Batch,
    BatchTransport,
    ErrorKind,
    Message,
    Outcome,
    Request,
    RequestError,
    Timings,
    Transport,
    Verdict,
)

logger = logging.getLogger(__name__)

SHOWN = 2_000  # characters of a body
SHOWN_HEADER = 200  # characters of a header
TOO_LATE = Verdict(Outcome.RETRY, ErrorKind.TIMEOUT)


@dataclass(frozen=True)
class Exchange:
    """What was sent, what came back, and what it means. Holds no secret: signatures are cut short."""

    address: str
    request_headers: dict[str, str]
    request_body: str
    status: int  # HTTP; 0: no answer
    answer_headers: dict[str, str]
    answer_body: str
    milliseconds: int
    peer: str  # the address really connected to
    error: str  # an ErrorKind; empty: it worked
    detail: str

    @property
    def worked(self) -> bool:
        return not self.error

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def send(message: Message, transport: Transport | BatchTransport) -> tuple[Exchange, Answer, Verdict]:
    """Waits at most NEWSWIRE_DEADLINE seconds. The address is checked as for every delivery."""
    if isinstance(transport, BatchTransport):
        return _send_batch(message, transport)
    request, answer = None, Answer(0)
    try:
        request = transport.request(message)
        answer = http.post(request, conf.get().deadline)
        verdict = statuses.judged_at(request.url, transport.verdict(answer))
    except RequestError as error:
        verdict = Verdict(Outcome.PARKED, error.kind, error.detail)
    except Exception as error:
        verdict = _broken_off(message, error)
    return _exchange(message.destination.address, request, answer, verdict), answer, verdict


def not_sent(address: str, why: str) -> Exchange:
    """Nothing could be made of it: nobody here knows how."""
    return _exchange(address, None, Answer(0), Verdict(Outcome.PARKED, ErrorKind.TRANSPORT, why))


def _send_batch(message: Message, transport: BatchTransport) -> tuple[Exchange, Answer, Verdict]:
    began = time.monotonic()
    batch = Batch(message.destination, (message,), began + conf.get().deadline)
    try:
        verdict = next((verdict for _, verdict in transport.send_batch(batch)), TOO_LATE)
    except Exception as error:
        verdict = _broken_off(message, error)
    answer = Answer(0, timings=Timings(total=int((time.monotonic() - began) * 1000)))
    return _exchange(message.destination.address, None, answer, verdict), answer, verdict


def _broken_off(message: Message, error: Exception) -> Verdict:
    """A transport of the project's own raised what it should not, as the pump would meet it too."""
    logger.exception("channel=%s: its test broke off", message.destination.id)
    return Verdict(Outcome.RETRY, ErrorKind.TRANSPORT, type(error).__name__)


def _exchange(address: str, request: Request | None, answer: Answer, verdict: Verdict) -> Exchange:
    sent = request.headers if request else {}
    came = {name: text for name, text in answer.headers.items() if not name.startswith(":")}
    return Exchange(
        address=address,
        request_headers={name: _masked(name, text) for name, text in sent.items()},
        request_body=shown(request.body)[:SHOWN] if request else "",
        status=answer.status,
        answer_headers={name: text[:SHOWN_HEADER] for name, text in came.items()},
        answer_body=shown(answer.body)[:SHOWN],
        milliseconds=answer.timings.total,
        peer=answer.peer,
        error=verdict.error,
        detail=verdict.detail,
    )


def _masked(name: str, text: str) -> str:
    return f"{text[:10]}…" if name == "webhook-signature" else text
