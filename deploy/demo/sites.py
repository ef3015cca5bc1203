"""The two downstream sites as channels of the newsroom."""

from django.db import transaction

from demo.place import Place, address
from demo.services import SITE_NAMES
from newswire.publisher import channels
from newswire.publisher.models import Channel


def connect(place: Place, site: str) -> Channel:
    """The channel of the site named `first` or `second`, with its present address."""
    port = {"first": place.first, "second": place.second}[site]
    hook = f"{address(port)}/hook"
    channel = Channel.objects.filter(name=SITE_NAMES[site]).first()
    if channel is None:
        path = place.secret_file(site)
        path.touch(mode=0o600)
        # The secret is shown once: a channel without its file could never be answered.
        with transaction.atomic():
            channel, secret = channels.create(SITE_NAMES[site], hook)
            path.write_text(secret)
    drafts = f"{address(port)}/preview?token={{token}}"
    if (channel.address, channel.preview_address) != (hook, drafts):
        channel.address, channel.preview_address = hook, drafts
        channel.save(update_fields=["address", "preview_address"])
    return channel
