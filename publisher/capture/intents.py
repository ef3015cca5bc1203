"""What the editor meant with the next publish of a page: said before it, consumed with it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.utils import timezone

from newswire.publisher.models import Intent, Publication


def intend(
    page_id: int,
    kind: str,
    note: str = "",
    actor: Any = None,
    batch: UUID | None = None,
) -> Intent:
    """Says what the next publish (or, for `TAKE_DOWN`, unpublish) means, in place of what was said before.

    Say it before the page is published or scheduled. It waits until the page really goes live, so a
    scheduled correction is one when its time has come.
    """
    intent, _ = Intent.objects.update_or_create(
        page_id=page_id,
        generation=None,
        defaults={
            "kind": Intent.Kind(kind),
            "note": note,
            "actor": actor,
            "batch": batch,
            "created_at": timezone.now(),
        },
    )
    return intent


def retract(page_id: int) -> bool:
    """Takes back what waits for the next publish. Was there anything?"""
    return bool(_waiting(page_id).delete()[0])


def consume(page: Any) -> None:
    """Binds what waits to the generation that was just raised, in the same transaction. One statement.

    A publish sets the page's date of publication: a save that leaves an older one there (a move, a
    new slug, a script) does not use up what was meant for a publish still to come.
    """
    waiting = _waiting(page.pk)
    if not page.live:
        waiting = waiting.filter(kind=Intent.Kind.TAKE_DOWN)
    elif page.last_published_at is not None:
        waiting = waiting.exclude(kind=Intent.Kind.TAKE_DOWN).filter(created_at__lte=page.last_published_at)
    else:
        return
    raised = Publication.objects.filter(page_id=page.pk).values("generation")
    waiting.update(generation=Subquery(raised[:1]))


def _waiting(page_id: int) -> QuerySet[Intent]:
    return Intent.objects.filter(page_id=page_id, generation__isnull=True)
