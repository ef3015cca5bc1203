"""Pages that render differently twice in a row: they would be announced as new by each check.

Looked at are those that were announced lately though no editor had changed them, and one of each page
type, since what is unsteady is mostly a template.
"""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.run import look
from newswire.publisher.models import Event, Priority, Publication
from newswire.publisher.render import RenderError

from .findings import Finding, warning

LATELY = timedelta(days=7)
SUSPECTS, TYPES = 5, 10  # pages looked at
SECONDS = 3.0  # the status page waits for it


def examine() -> Iterator[Finding]:
    deadline = time.monotonic() + SECONDS
    audience = Audience.now()
    for publication in _suspects():
        if time.monotonic() > deadline:
            return
        if not _is_steady(publication, audience):
            yield warning(
                _("Page %(id)d “%(title)s” renders differently each time.")
                % {"id": publication.page_id, "title": publication.title},
                _(
                    "Each check sends it again. Take out of its template what changes by itself: the time,"
                    " a random choice, a counter."
                ),
            )


def _suspects() -> list[Publication]:
    live = Publication.objects.filter(state=Publication.State.LIVE, render_error="").exclude(content_hash="")
    unasked = Event.objects.filter(
        publication__in=live, priority__gte=Priority.DEPENDENT, channel=None, at__gt=timezone.now() - LATELY
    )
    often = unasked.values("publication").annotate(times=Count("pk")).filter(times__gt=1).order_by("-times")
    of_types = live.values("page_type").annotate(newest=Max("pk")).order_by("page_type")
    keys = [row["publication"] for row in often[:SUSPECTS]] + [row["newest"] for row in of_types[:TYPES]]
    found = Publication.objects.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys)]


def _is_steady(publication: Publication, audience: Audience) -> bool:
    """Also where it cannot be rendered: that is another finding."""
    try:
        first, second = (look(publication.pk, audience, always=True).content for _turn in range(2))
    except RenderError:
        return True
    return first is None or second is None or first.hash == second.hash
