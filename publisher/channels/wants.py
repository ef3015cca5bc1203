"""A change of what a channel wants."""

from django.utils import timezone

from newswire.publisher import wake
from newswire.publisher.dependents import changes, references
from newswire.publisher.models import HELD, Channel, Copy

# Fields of Channel that decide which pages it gets.
FILTERS = ("languages", "page_types", "sections", "topics", "fallback", "trusted")


def withdraw_unwanted(channel: Channel) -> int:
    """After its filter changed: what it holds and wants no longer is withdrawn by dispatch.

    What it now wants in addition comes with its next publish, or with “Send existing”. Returns how many
    pages will be looked at. It is only noted: who has changed a channel has its lane until the commit, and
    to wait meanwhile for a page that somebody holds would keep all announcements waiting.
    """
    held = Copy.objects.filter(channel=channel, announced_state__in=HELD)
    page_ids = list(held.values_list("publication__page_id", flat=True))
    if page_ids:
        changes.note(references.targets(channel)[:1], timezone.now(), page_ids)
        wake.follow_soon()
    return len(page_ids)
