"""One transaction: every language version goes, or none does and somebody is told why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from newswire.publisher import kept_pictures, wake
from newswire.publisher.capture import intents, touch
from newswire.publisher.editorial import log_actions
from newswire.publisher.editorial.permissions import Act, may
from newswire.publisher.editorial.rows import is_locked
from newswire.publisher.models import Intent, Job, Priority, Publication

from .members import What, copies_of, pages_of, publications_of

TRIES = 3  # PostgreSQL may choose us to end a deadlock with somebody's bulk action


def take_down(what: What, reason: str, actor: Any = None) -> Job:
    """Takes a page and all its language versions down, from every site that has one of them.

    Live versions are unpublished by Wagtail's own action, scheduled ones are no longer scheduled, and
    what a site still holds of one that was unpublished or deleted before is withdrawn too. `reason`
    is sent with it.

    Returns a job that is done when every site has confirmed; see `status`. Raises PermissionDenied
    where `actor` may not unpublish one of the versions, and then changes nothing; without an actor
    nothing is checked.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _take_down(what, reason, actor)
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable")


def _take_down(what: What, reason: str, actor: Any) -> Job:
    known = set(publications_of(what).values_list("page_id", flat=True))
    # Locked in one order, and read when they are locked.
    locked = [page.specific for page in pages_of(what).select_for_update(of=("self",))]
    pages = [page for page in locked if page.live or page.approved_schedule or page.pk in known]
    _check(pages, actor)
    batch, live = uuid4(), [page.pk for page in pages if page.live]
    page_ids = sorted({*(page.pk for page in pages), *known})
    for page_id in page_ids:
        intents.intend(page_id, Intent.Kind.TAKE_DOWN, reason, actor, batch)
    for page in pages:
        _unpublish(page, actor)
        log_actions.note(page, log_actions.TAKE_DOWN, actor, note=reason)
    touch(page_ids, Priority.TAKEDOWN)
    kept_pictures.forget(page_ids)
    _bind(batch)
    return _job(batch, publications_of(what), live, reason, actor)


def _check(pages: Sequence[Any], actor: Any) -> None:
    if actor is not None and not may(actor, Act.TAKE_DOWN):
        raise PermissionDenied(_("You may not take down everywhere."))
    refused = [page for page in pages if actor is not None and not _may_take_down(page, actor)]
    if refused:
        names = ", ".join(f"{page.get_admin_display_title()} ({page.locale})" for page in refused)
        raise PermissionDenied(
            _("You may not unpublish, or somebody has locked: %(pages)s.") % {"pages": names}
        )


def _may_take_down(page: Any, actor: Any) -> bool:
    """As Wagtail's Unpublish, but for a schedule: that goes with the page, and stands in nobody's way."""
    is_in_the_way = page.live and is_locked(page, actor, is_of_schedule=True)
    return bool(page.permissions_for_user(actor).can_publish() and not is_in_the_way)


def _unpublish(page: Any, actor: Any) -> None:
    if page.live:
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)  # _check has asked
    else:
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def _bind(batch: UUID) -> None:
    """Ties what was meant to the present generation: capture does so only for a page that was live."""
    waiting = Intent.objects.filter(batch=batch, generation=None)
    raised = Publication.objects.filter(page_id=OuterRef("page_id")).values("generation")
    waiting.update(generation=Subquery(raised[:1]))
    waiting.delete()  # of what was only scheduled, and never announced


def _job(batch: UUID, publications: QuerySet[Publication], live: list[int], reason: str, actor: Any) -> Job:
    """Waits for each copy that is withdrawn: exactly those, since the publications are locked."""
    copies = sorted(copies_of(publications).values_list("pk", flat=True))
    wake.jobs_soon()
    return Job.objects.create(
        uuid=batch,
        kind=Job.Kind.TAKEDOWN,
        scope={
            "publications": sorted(publications.values_list("pk", flat=True)),
            "copies": copies,
            "live": sorted(live),  # page ids: what is ticked when somebody restores them
        },
        total=len(copies),
        note=reason,
        actor=actor,
    )
