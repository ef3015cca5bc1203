"""Notes that something was changed, and passes it on to the pages that show it."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher import one_by_one, wake, writes
from newswire.publisher.compiled import compiled
from newswire.publisher.models import Change, Publication

from . import automatic, cascade
from .language_sets import members, of_set
from .references import Target, is_shown, page_content_type

AT_ONCE = 200  # changes read in one go
PAUSE = timedelta(minutes=1)  # before one that could not be passed on is tried again


def note(of: Iterable[Target], due_at: datetime, page_ids: Iterable[int] = ()) -> list[int]:
    """Inserts a row for each target; their ids. Inserting waits for nobody's lock."""
    pages = sorted(page_ids)
    made = [
        Change(content_type_id=content_type_id, object_id=object_id, page_ids=pages, due_at=due_at)
        for content_type_id, object_id in of
    ]
    if len(made) == 1:
        writes.insert(made[0])
    else:
        Change.objects.bulk_create(made)
    return [change.pk for change in made]


def follow(publication: Publication, changed: bool, previous_set_key: UUID | None = None) -> int:
    """Called by dispatch as it settles a publication: has the pages that show this one follow.

    `changed`: may they look different now? If not, the chain ends here.
    `previous_set_key`: the language set that it has left; its members follow too.
    One query or insert, since the counter is locked; the pages are looked up later. How many were noted, 0
    or 1: what nothing shows is not noted. Who comes to show it after this sees it as it is now.
    """
    if not changed:
        return 0
    left: list[int] = []
    if previous_set_key is not None and previous_set_key != publication.set_key:
        left = of_set(previous_set_key)
    # A page that is gone may be shown by what no reference names: automatic teasers, a set without its page.
    if publication.state != Publication.State.GONE and not left and not is_shown(publication):
        return 0
    target = (page_content_type().pk, str(publication.page_id))
    noted = note([target], timezone.now(), left)
    wake.follow_later()
    return len(noted)


def run(seconds: float = 20.0) -> int:
    """Passes on what is due and moves the jobs of large changes on; how many pages were raised.

    A change goes only after its pages were raised: a worker lost in between raises them twice.
    """
    deadline = time.monotonic() + seconds
    raised = 0
    is_more = True
    while is_more and time.monotonic() < deadline:
        due = _due(timezone.now())
        by_target: dict[Target, list[Change]] = {}
        for change in due:
            by_target.setdefault((change.content_type_id, change.object_id), []).append(change)
        raised += one_by_one.total(by_target.values(), _pass_on, failed=_put_off)
        is_more = len(due) == AT_ONCE
    return raised + cascade.run(deadline - time.monotonic())


@compiled
def _due(now: datetime) -> QuerySet[Change]:
    return Change.objects.filter(due_at__lte=now).order_by("pk")[:AT_ONCE]


def _pass_on(changes: list[Change]) -> int:
    """Of one target."""
    target = (changes[0].content_type_id, changes[0].object_id)
    page_ids = members(target).union(*(change.page_ids for change in changes))
    raised = cascade.touch_or_start({"targets": [list(target)], "page_ids": sorted(page_ids)})
    raised += automatic.announce_without(target)
    passed_on = _rows(changes)
    passed_on._raw_delete(passed_on.db)  # no signal concerns them
    return raised


def _put_off(changes: list[Change]) -> None:
    _rows(changes).update(due_at=timezone.now() + PAUSE)


def _rows(changes: list[Change]) -> QuerySet[Change]:
    return Change.objects.filter(pk__in=[change.pk for change in changes])
