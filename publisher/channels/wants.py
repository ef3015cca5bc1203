"""A change of what a channel wants."""

from newswire.publisher.dependents import cascade
from newswire.publisher.models import Channel, Copy, Publication

# Fields of Channel that decide which pages it gets.
FILTERS = ("languages", "page_types", "sections", "topics", "fallback", "trusted")


def withdraw_unwanted(channel: Channel) -> int:
    """After its filter changed: what it holds and wants no longer is withdrawn by dispatch.

    What it now wants in addition comes with its next publish, or with “Send existing”. Returns how
    many pages are looked at now; where they are very many, a job does it.
    """
    held = Copy.objects.filter(
        channel=channel, announced_state__in=[Publication.State.LIVE, Publication.State.EMBARGOED]
    )
    page_ids = sorted(held.values_list("publication__page_id", flat=True))
    return cascade.touch_or_start({"targets": [], "page_ids": page_ids}) if page_ids else 0
