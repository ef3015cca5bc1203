from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher import secrets
from newswire.publisher.models import Channel, ChannelToken

PREFIX = "nwt_"  # lets a secret scanner know it


def create(channel: Channel) -> secrets.Plain:
    """A new token of this channel, in plain: shown once, only its digest is kept."""
    token = secrets.new_token(PREFIX)
    ChannelToken.objects.create(channel=channel, digest=secrets.digest(token))
    return token


def revoke(channel: Channel) -> int:
    """All of the channel's; how many still opened something."""
    return valid(channel).update(revoked_at=timezone.now())


def valid(channel: Channel) -> QuerySet[ChannelToken]:
    return ChannelToken.objects.filter(channel=channel, revoked_at=None)


def channel_of(token: str) -> Channel | None:
    """The channel that this token opens, unless the token was revoked."""
    found = ChannelToken.objects.filter(digest=secrets.digest(token), revoked_at=None)
    row = found.select_related("channel").first()
    return row.channel if row else None
