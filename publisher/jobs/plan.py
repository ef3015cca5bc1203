from dataclasses import dataclass

from newswire.publisher import conf
from newswire.publisher.models import Channel, Lane

from .kinds import KINDS
from .scope import EVERYTHING, Scope


@dataclass(frozen=True)
class Plan:
    """What a job would do."""

    pages: int  # at most: a channel that asks for topics is found not to want some when they are rendered
    per_minute: int | None  # None: as fast as it goes

    @property
    def minutes(self) -> int | None:
        """How long it takes at the rate, rounded up; None where there is none."""
        return -(-self.pages // self.per_minute) if self.per_minute else None


def plan(kind: str, channel: Channel, scope: Scope = EVERYTHING, per_minute: int | None = None) -> Plan:
    """Counts, and changes nothing. `kind` is Job.Kind.BACKFILL or REPLAY; `per_minute` as for `start`."""
    pages = KINDS[kind].publications(channel, scope).count()
    lane = Lane.objects.filter(channel=channel).values_list("rate_per_minute", flat=True).first()
    rates = [rate for rate in (rate_of(per_minute), lane) if rate]
    return Plan(pages, min(rates, default=None))


def rate_of(per_minute: int | None) -> int | None:
    """None asked: the setting's; 0: as fast as it goes, which is None in the row."""
    return (conf.get().backfill_per_minute if per_minute is None else per_minute) or None
