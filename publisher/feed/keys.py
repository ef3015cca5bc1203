"""`/newswire/v1/keys/{channel}`: what receivers verify `v1a` signatures with. Public keys need no token."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Schema

from newswire.publisher.models import Channel, ChannelSecret, SealedSecret

from . import asked

# Seconds that an answer may be kept: far less than the day for which an old key signs beside the new one.
FRESH_FOR = 300

router = Router(auth=None)


class Key(Schema):
    scheme: str  # "v1a": ed25519
    key: str  # "whpk_..."
    expiresAt: datetime | None  # until when it still signs; null: the present one


class KeysAnswer(Schema):
    keys: list[Key]


class NoKeys(Schema):
    error: str
    reason: str


def public_keys(channel: Channel) -> list[Key]:
    """Those that sign now, the present one first."""
    signing = ChannelSecret.objects.filter(channel=channel, kind=SealedSecret.Kind.ED25519)
    valid = signing.exclude(expires_at__lte=timezone.now())
    return [
        Key(scheme=row.kind, key=row.public, expiresAt=row.expires_at)
        for row in valid.order_by(F("expires_at").desc(nulls_first=True), "-pk")
    ]


@asked.get(
    router,
    "/keys/{channel}",
    response={200: KeysAnswer, 410: NoKeys, 422: NoKeys},
    summary="A channel's public keys",
)
def keys(request: HttpRequest, channel: UUID) -> HttpResponse:
    """The ed25519 keys that sign this channel's webhooks now; none where it signs with a secret alone."""
    found = Channel.objects.filter(uuid=channel).first()
    if found is None:
        reason = "There is no such channel."
        return JsonResponse({"error": "no_such_channel", "reason": reason}, status=410)
    answer = JsonResponse({"keys": [key.dict() for key in public_keys(found)]})
    answer["Cache-Control"] = f"public, max-age={FRESH_FOR}"
    return answer
