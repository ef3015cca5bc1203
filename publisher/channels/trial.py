"""One test, at once: a person waits for it, so it goes past the queue, and past pause and breaker."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newswire.publisher import conf, dispatch, transports
from newswire.publisher.deliver import losses, messages, verdicts
from newswire.publisher.deliver.claim import Claimed
from newswire.publisher.deliver.http import Sender
from newswire.publisher.models import Attempt, Channel, Delivery, Lane
from newswire.publisher.transports.base import Answer, Outcome, Request, RequestError, Transport, Verdict

WORKER = "test"
NOTE = "A test from the newsroom: nothing to store."
SHOWN = 2_000  # characters of a body


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


def send_test(channel: Channel) -> Exchange:
    """Sends `channel.test` and waits for the answer, at most NEWSWIRE_DEADLINE seconds.

    The address is checked as for every delivery. It is tried once; what came of it stands in the
    channel's log, and changes nothing of its state.
    """
    claimed = _claim(channel)
    transport = transports.get(channel.transport)
    request, answer, verdict = _send(claimed, transport)
    _note(claimed, answer, verdict)
    return _exchange(channel, request, answer, verdict)


def _claim(channel: Channel) -> Claimed:
    """The test's delivery, leased to us before any worker can see it."""
    now = timezone.now()
    with transaction.atomic():
        delivery = dispatch.channel_event(channel, "channel.test", note=NOTE)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.SENDING,
            fence=F("fence") + 1,
            attempts=1,
            leased_until=now + losses.lease(),
            first_attempt_at=now,
        )
        delivery.refresh_from_db()
    return Claimed(
        id=delivery.pk,
        channel_id=channel.pk,
        publication_id=None,
        event_id=delivery.event_id,
        payload_id=delivery.payload_id,
        epoch=delivery.epoch,
        version=delivery.version,
        withdrawal=delivery.withdrawal,
        fence=delivery.fence,
        attempt=1,
        first_at=now,
        priority=delivery.priority,
        round=delivery.round,
    )


def _send(claimed: Claimed, transport: Transport) -> tuple[Request | None, Answer, Verdict]:
    destination = messages.destinations([claimed.channel_id], timezone.now())[claimed.channel_id]
    body = messages.Bodies().of([claimed]).get(claimed.payload_id)
    request = None
    try:
        request = transport.request(messages.message(claimed, destination, body))
        answer = _exchange_once(request)
    except RequestError as error:
        return request, Answer(0), Verdict(Outcome.PARKED, error.kind, error.detail)
    return request, answer, transport.verdict(answer)


def _exchange_once(request: Request) -> Answer:
    sender, seconds = Sender(), conf.get().deadline
    until = time.monotonic() + seconds + 1
    sender.start(request, "test", seconds)
    while time.monotonic() < until:
        for _, answer in sender.poll(0.1):
            return answer
    return Answer(0)


def _note(claimed: Claimed, answer: Answer, verdict: Verdict) -> None:
    now = timezone.now()
    worked = verdict.outcome is Outcome.DELIVERED
    with transaction.atomic():
        Delivery.objects.filter(pk=claimed.id, fence=claimed.fence).update(
            # Not parked: a test that failed waits for nobody.
            state=Delivery.State.DELIVERED if worked else Delivery.State.CANCELLED,
            done_at=now,
            leased_until=None,
            last_status=answer.status or None,
            last_error=verdict.error,
        )
        Attempt.objects.create(
            delivery_id=claimed.id,
            channel_id=claimed.channel_id,
            number=1,
            outcome=Attempt.Outcome.DELIVERED if worked else Attempt.Outcome.PARKED,
            started_at=claimed.first_at,
            milliseconds=answer.timings.total,
            peer=answer.peer,
            status=answer.status or None,
            error=verdict.error,
            detail=verdict.detail[:500],
            answer=verdicts.shown(answer.body),
            worker=WORKER,
        )
        if worked:
            Lane.objects.filter(channel=claimed.channel_id).update(last_success_at=now)


def _exchange(channel: Channel, request: Request | None, answer: Answer, verdict: Verdict) -> Exchange:
    return Exchange(
        address=channel.address,
        request_headers={name: _masked(name, text) for name, text in request.headers.items()}
        if request
        else {},
        request_body=verdicts.shown(request.body)[:SHOWN] if request else "",
        status=answer.status,
        answer_headers={
            name: text[:200] for name, text in answer.headers.items() if not name.startswith(":")
        },
        answer_body=verdicts.shown(answer.body)[:SHOWN],
        milliseconds=answer.timings.total,
        peer=answer.peer,
        error=verdict.error,
        detail=verdict.detail,
    )


def _masked(name: str, text: str) -> str:
    return f"{text[:10]}…" if name == "webhook-signature" else text
