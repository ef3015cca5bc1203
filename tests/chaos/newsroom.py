"""The campaign's site: pages that are edited, and a channel for each receiver."""

from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection
from host.models import HostPage
from host.tree import plant

from newswire.publisher import channels as actions
from newswire.publisher.dispatch.select import unsettled
from newswire.publisher.models import Channel, Delivery


def set_up() -> None:
    """An empty site on an empty database."""
    call_command("migrate", verbosity=0)
    plant()


def drafts(count: int, first: int = 0) -> list[int]:
    """Pages that were never live, numbered from `first`; their ids."""
    home = HostPage.objects.get(slug="news")
    return [
        home.add_child(instance=HostPage(title=f"Page {number}", slug=f"page-{number}", live=False)).pk
        for number in range(first, first + count)
    ]


def channels(addresses: Sequence[str], every: int) -> list[int]:
    """A channel that is switched on for each address, the first `every` of them for every version."""
    ids = []
    for number, address in enumerate(addresses):
        order = Channel.Order.EVERY if number < every else Channel.Order.LATEST
        channel, _ = actions.create(f"Site {number}", address, page_types=["host.hostpage"], order=order)
        actions.start(channel)
        ids.append(channel.pk)
    return ids


def waiting(channel_ids: Sequence[int]) -> int:
    """How much is still to be announced, and to be sent to these channels."""
    connection.close()  # it may have been cut
    states = [Delivery.State.QUEUED, Delivery.State.SENDING]
    return unsettled().count() + Delivery.objects.filter(channel__in=channel_ids, state__in=states).count()
