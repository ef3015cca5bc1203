"""Where the pages of a listing are: three queries for all of them, whatever the number of sites."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher.models import HELD, Copy, Delivery, Publication
from newswire.publisher.panel.reading import latest_of

WAITING = (Delivery.State.QUEUED, Delivery.State.SENDING)


@dataclass(frozen=True)
class Summary:
    on: int = 0  # sites that have it
    waiting: int = 0
    stopped: int = 0
    broken: bool = False  # it cannot be rendered

    @property
    def icon(self) -> str:
        if self.stopped or self.broken:
            return "circle-xmark"
        return "time" if self.waiting else "circle-check" if self.on else ""

    @property
    def words(self) -> str:
        """Empty for a page that has to do with no site."""
        if self.broken:
            return _("Cannot be sent")
        on = ngettext("On %(count)d site", "On %(count)d sites", self.on)
        waiting = ngettext("%(count)d waiting", "%(count)d waiting", self.waiting)
        stopped = ngettext("%(count)d stopped", "%(count)d stopped", self.stopped)
        told = ((on, self.on), (waiting, self.waiting), (stopped, self.stopped))
        return ", ".join(words % {"count": count} for words, count in told if count)


def summaries(page_ids: Collection[int]) -> Mapping[int, Summary]:
    """By page id. A page that was never announced is missing."""
    found = Publication.objects.filter(page_id__in=page_ids).values_list(
        "pk", "page_id", "generation", "settled", "render_error"
    )
    pages = {pk: page_id for pk, page_id, *_rest in found}
    if not pages:
        return {}
    broken = {page_id for _pk, page_id, raised, settled, error in found if error and raised > settled}
    copies = Copy.objects.filter(publication__in=pages)
    held = copies.filter(version__gt=0, state__in=HELD).order_by().values_list("publication")
    on = dict(held.annotate(number=Count("pk")))
    latest = Delivery.objects.filter(pk__in=latest_of(copies))
    states: Counter[tuple[int, str]] = Counter()
    for publication, state, number in (
        latest.order_by().values_list("publication", "state").annotate(number=Count("pk"))
    ):
        states[publication, "waiting" if state in WAITING else state] += number
    return {
        page_id: Summary(
            on=on.get(pk, 0),
            waiting=states[pk, "waiting"],
            stopped=states[pk, Delivery.State.PARKED],
            broken=page_id in broken,
        )
        for pk, page_id in pages.items()
    }
