"""What the desk lists."""

from wagtail.models import Page

from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters

DESK, MATRIX = "newswire_languages:desk", "newswire_languages:matrix"


def listed(locale, *states, **filters):
    refresh.step(30)
    rows = desk.to_do(locale, Filters(**filters), states or [Cell.MISSING, Cell.STALE])
    return [Page.objects.get(pk=row.page_id).title for row in rows]
