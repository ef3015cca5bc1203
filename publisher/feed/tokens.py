import hashlib
import secrets

from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher.models import Channel, ChannelToken
from newswire.publisher.secrets import Plain

PREFIX = "nwt_"  # lets a secret scanner know it


def create(channel: Channel, label: str = "") -> Plain:
    """A new token of this channel, in plain: shown once, only its digest is kept."""
    token = Plain(PREFIX + secrets.token_urlsafe(32))
    ChannelToken.objects.create(channel=channel, label=label, digest=_digest(token))
    return token


def revoke(channel: Channel) -> int:
    """All of the channel's; how many still opened something."""
    return valid(channel).update(revoked_at=timezone.now())


def valid(channel: Channel) -> QuerySet[ChannelToken]:
    return ChannelToken.objects.filter(channel=channel, revoked_at=None)


def channel_of(token: str) -> Channel | None:
    """The channel that this token opens, unless the token was revoked."""
    found = ChannelToken.objects.filter(digest=_digest(token), revoked_at=None).select_related("channel")
    row = found.first()
    return row.channel if row else None


def _digest(token: str) -> str:
    # Plain SHA-256: a token of 256 random bits needs no salt and no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
