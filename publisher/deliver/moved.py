"""What an address has answered that its channel has no longer: no fault of the one that it has now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newswire.publisher.models import Channel
from newswire.publisher.transports.base import Outcome

if TYPE_CHECKING:
    from .verdicts import Result


def failed_elsewhere(results: "Sequence[Result]") -> set[int]:
    """The ids of deliveries that failed where their channel is no longer. No query where none has failed."""
    failed = [one for one in results if one.address and one.verdict.outcome is not Outcome.DELIVERED]
    if not failed:
        return set()
    channels = Channel.objects.filter(pk__in={one.claimed.channel_id for one in failed})
    now = dict(channels.values_list("pk", "address"))
    return {one.claimed.id for one in failed if now.get(one.claimed.channel_id, one.address) != one.address}
