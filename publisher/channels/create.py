from typing import Any

from django.db import transaction

from newswire.publisher import profiles, secrets, transports
from newswire.publisher.models import Channel, Lane
from newswire.publisher.transports import indexnow

from .page_types import default_page_types, refuse_proxies


def create(name: str, address: str, transport: str = "webhook", **wants: Any) -> tuple[Channel, str]:
    """A new channel, paused until its test succeeds, with its lane and its secret.

    `wants` are fields of Channel, and `cap` and `rate_per_minute` of its Lane. What is not given:
    every language, the whole site, the page types of `default_page_types()`. Returns the channel and
    its plain `whsec_` secret, to be shown once; empty where the transport signs nothing. Raises
    KeyError for an unknown transport or format, ValueError for a proxy of a page type, IntegrityError where
    the name is taken.
    """
    if "format" in wants:
        profiles.get(wants["format"])  # one that nobody knows would hold up every page it should be sent
    lane = {field: wants.pop(field) for field in ("cap", "rate_per_minute") if field in wants}
    wants.setdefault("page_types", default_page_types())
    refuse_proxies(wants["page_types"])
    if transport == indexnow.IndexNow.name:
        wants["options"] = indexnow.with_key(wants.get("options", {}))
    with transaction.atomic():
        channel = Channel.objects.create(name=name, address=address, transport=transport, **wants)
        return channel, equip(channel, **lane)


def equip(channel: Channel, **lane: Any) -> str:
    """Gives a channel that was just saved its lane and its secret; returns the plain secret."""
    signs = transports.get(channel.transport).signs
    if channel.transport in transports.names_by_batch():
        lane["cap"] = transports.by_batch(channel.transport).at_once
    with transaction.atomic():
        Lane.objects.create(channel=channel, **lane)
        return secrets.make_secret(channel) if signs else ""
