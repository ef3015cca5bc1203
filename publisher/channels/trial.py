"""One test, at once: a person waits for it, so it goes past the queue, and past pause and breaker."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newswire.publisher import dispatch, transports, wake
from newswire.publisher.deliver import clock, lanes, losses, messages, verdicts
from newswire.publisher.deliver.claim import Claimed
from newswire.publisher.models import Attempt, Channel, Delivery, Lane
from newswire.publisher.transports.base import Answer, BatchTransport, Message, Outcome, Transport, Verdict

from .exchange import Exchange, not_sent, send

WORKER = "test"
NOTE = "A test from the newsroom: nothing to store."


def send_test(channel: Channel) -> Exchange:
    """Sends `channel.test` and waits for the answer, at most NEWSWIRE_DEADLINE seconds.

    It is tried once; what came of it stands in the channel's log, and changes nothing of its state.
    """
    if transports.find(channel.transport) is None:
        return not_sent(channel.address, f"There is no kind of channel “{channel.transport}” here.")
    claimed = _claim(channel)
    exchange, answer, verdict = send(_message(claimed), _transport(channel.transport))
    _note(channel, claimed, answer, verdict)
    return exchange


def _transport(name: str) -> Transport | BatchTransport:
    return transports.by_batch(name) if name in transports.names_by_batch() else transports.by_request(name)


def _claim(channel: Channel) -> Claimed:
    """The test's delivery, leased to us before any worker can see it."""
    now = clock.now()
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


def _message(claimed: Claimed) -> Message:
    destination = messages.destinations([claimed.channel_id], timezone.now())[claimed.channel_id]
    body = messages.Bodies().of([claimed]).get(messages.key_of(claimed))
    return messages.message(claimed, destination, body)


def _note(channel: Channel, claimed: Claimed, answer: Answer, verdict: Verdict) -> None:
    """What was announced meanwhile may have waited for it: a test is under way like anything else."""
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
            Lane.objects.filter(channel=channel).update(last_success_at=now)
        lanes.wake([channel.pk])
        wake.sending_soon([channel.transport])
