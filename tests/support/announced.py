"""What was announced, as tests of dispatch ask for it."""

import json
from typing import Any

from newswire.publisher import channels, dependents, dispatch
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.models import Channel, Copy, Delivery, Publication


def publication_of(page: Any) -> Publication:
    return Publication.objects.get(page_id=getattr(page, "pk", page))


def deliveries(channel: Channel, page: Any = None) -> list[Delivery]:
    """In the order of their sequences."""
    found = Delivery.objects.filter(channel=channel).select_related("event", "payload").order_by("event")
    return list(found if page is None else found.filter(publication=publication_of(page)))


def body(delivery: Delivery) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(delivery.payload))
    return found


def last(channel: Channel, page: Any = None) -> dict[str, Any]:
    """What the channel was sent last."""
    return body(deliveries(channel, page)[-1])


def types(channel: Channel) -> list[str]:
    """The types of its events without frame: "page.published"."""
    return [delivery.event.type for delivery in deliveries(channel)]


def held(channel: Channel) -> dict[int, str]:
    """What was announced to it, by page id: live or gone."""
    copies = Copy.objects.filter(channel=channel).select_related("publication")
    return {copy.publication.page_id: copy.announced_state for copy in copies}


def wants(channel: Channel, page_types: list[str]) -> None:
    """As its form does when that field was changed: what the channel wants no longer is withdrawn."""
    channel.page_types = page_types
    channel.save()
    channels.withdraw_unwanted(channel)
    dependents.run()
    dispatch.run()


def republish(page: Any, **fields: Any) -> Any:
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page
