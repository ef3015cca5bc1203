"""From a request to a row, or to a refusal. Nothing is sent from here: the callback is asked by a worker."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from newswire.publisher import addresses, conf, secrets, wake
from newswire.publisher.models import HubSecret, HubSubscription, HubTopic

from . import topics
from .refusal import Refusal

LEASE_SECONDS = 10 * 24 * 3600  # of who asks for none
SHORTEST, LONGEST = 3600, 30 * 24 * 3600
LONGEST_SECRET = 199  # bytes: "MUST be less than 200" (5.1)
# So that nobody can have us ask a stranger's server again and again.
AGAIN_AFTER = timedelta(seconds=10)  # for one callback and topic
A_MINUTE = 20  # requests for one host
UNCONFIRMED = 100  # in all


def accept(form: Mapping[str, str]) -> HubSubscription:
    """Notes what is asked for. Raises Refusal."""
    asked = HubSubscription.Asked(form["hub.mode"])
    topic, callback = form.get("hub.topic", ""), form.get("hub.callback", "")
    secret, lease = _secret(form), _lease(form)
    _check(topic, callback)
    with transaction.atomic():
        found, _ = HubTopic.objects.get_or_create(digest=topics.digest(topic), defaults={"url": topic})
        HubTopic.objects.select_for_update(no_key=True).get(pk=found.pk)  # two that come at once are one
        row = _row(found, callback)
        if row.pk is None and asked == HubSubscription.Asked.UNSUBSCRIBE:
            raise Refusal(400, "There is no such subscription.")
        _check_limits(row)
        row.asked, row.asked_seconds, row.asked_at = asked, lease, timezone.now()
        # Whoever works on it meanwhile no longer holds it.
        row.state, row.tries, row.due_at, row.leased_until = row.State.WAITING, 0, row.asked_at, None
        row.save()
        row.secrets.filter(kind=HubSecret.ASKED).delete()
        if secret:
            key_id, sealed = secrets.seal(secret)
            row.secrets.create(kind=HubSecret.ASKED, key_id=key_id, sealed=sealed)
        wake.hub_soon()
    return row


def _row(topic: HubTopic, callback: str) -> HubSubscription:
    digest = topics.digest(callback)
    known = HubSubscription.objects.select_for_update().filter(topic=topic, digest=digest).first()
    host = urlsplit(callback).hostname or ""
    return known or HubSubscription(topic=topic, callback=callback, digest=digest, host=host)


def _check(topic: str, callback: str) -> None:
    if not topic or not callback:
        raise Refusal(400, "hub.topic and hub.callback are needed.")
    if len(topic) > addresses.MAX_LENGTH or not topics.is_here(topic):
        raise Refusal(400, "hub.topic is no feed of this newsroom.")
    if reasons := addresses.check_address(callback, resolve=False):
        raise Refusal(400, f"hub.callback: {reasons[0]}")
    if "#" in callback:
        raise Refusal(400, "hub.callback: a fragment is not sent to a server.")


def _secret(form: Mapping[str, str]) -> str:
    secret = form.get("hub.secret", "")
    if len(secret.encode()) > LONGEST_SECRET:
        raise Refusal(400, f"hub.secret has more than {LONGEST_SECRET} bytes.")
    return secret


def _lease(form: Mapping[str, str]) -> int:
    """Within our limits: the callback is told how long it is (5.3)."""
    text = form.get("hub.lease_seconds", "") or str(LEASE_SECONDS)
    if not (text.isascii() and text.isdecimal()):
        raise Refusal(400, "hub.lease_seconds is no number of seconds.")
    return max(SHORTEST, min(LONGEST, int(text[:12])))


def _check_limits(row: HubSubscription) -> None:
    now, limits = timezone.now(), conf.get()
    if row.pk is not None:
        if row.asked_at > now - AGAIN_AFTER:
            raise Refusal(429, "This was asked for a moment ago.", int(AGAIN_AFTER.total_seconds()))
        return
    everyone = HubSubscription.objects.all()
    of_host = everyone.filter(host=row.host)
    if of_host.filter(asked_at__gt=now - timedelta(minutes=1)).count() >= A_MINUTE:
        raise Refusal(429, f"At most {A_MINUTE} requests a minute for one host.", 60)
    if of_host.count() >= limits.hub_per_host:
        raise Refusal(403, f"At most {limits.hub_per_host} subscriptions for one host.")
    if everyone.count() >= limits.hub_subscriptions:
        raise Refusal(503, "This hub has no room for more subscriptions.", 3600)
    if everyone.filter(expires_at=None).count() >= UNCONFIRMED:
        raise Refusal(503, "Too many subscriptions wait to be confirmed.", 60)
