"""One transaction: every language version goes, or none does and somebody is told why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import swapper
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import AbstractPage

from newswire.publisher import wake
from newswire.publisher.capture import intents, touch
from newswire.publisher.models import Copy, Intent, Job, Priority, Publication

TRIES = 3  # PostgreSQL may choose us to end a deadlock with somebody's bulk action


def take_down(what: AbstractPage | UUID, reason: str, actor: Any = None) -> Job:
    """Takes a page and all its language versions down, from every site that has one of them.

    `what`: a page, or the key of a language set (Wagtail's translation_key). Live versions are
    unpublished by Wagtail's own action, scheduled ones are no longer scheduled, and what a site still
    holds of one that was unpublished or deleted before is withdrawn too. `reason` is sent with it.

    Returns a job that is done when every site has confirmed; see `status`. Raises PermissionDenied
    where `actor` may not unpublish one of the versions, and then changes nothing; without an actor
    nothing is checked.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _take_down(_key(what), reason, actor)
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
    raise AssertionError("unreachable")


def pages_of(what: AbstractPage | UUID) -> QuerySet:
    """The language versions that this is about, of any state. An alias goes with what it copies."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.filter(translation_key=_key(what), alias_of=None, depth__gt=1).order_by("pk")


def _key(what: AbstractPage | UUID) -> UUID:
    if isinstance(what, UUID):
        return what
    key: UUID = (what.alias_of or what).translation_key
    return key


def _take_down(key: UUID, reason: str, actor: Any) -> Job:
    # Locked in one order, and read when they are locked.
    pages = [page.specific for page in pages_of(key).select_for_update(of=("self",))]
    _check(pages, actor)
    batch = uuid4()
    publications = Publication.objects.filter(Q(set_key=key) | Q(page_id__in=[page.pk for page in pages]))
    page_ids = sorted({*(page.pk for page in pages), *publications.values_list("page_id", flat=True)})
    for page_id in page_ids:
        intents.intend(page_id, Intent.Kind.TAKE_DOWN, reason, actor, batch)
    for page in pages:
        _unpublish(page, actor)
    touch(page_ids, Priority.TAKEDOWN)
    _bind(batch)
    wake.jobs_soon()
    return _job(batch, Publication.objects.filter(page_id__in=page_ids), reason, actor)


def _check(pages: Sequence[Any], actor: Any) -> None:
    if actor is None:
        return
    refused = [page for page in pages if not _may_take_down(page, actor)]
    if refused:
        names = ", ".join(f"{page.get_admin_display_title()} ({page.locale})" for page in refused)
        raise PermissionDenied(
            _("You may not unpublish, or somebody has locked: %(pages)s.") % {"pages": names}
        )


def _may_take_down(page: Any, actor: Any) -> bool:
    permissions = page.permissions_for_user(actor)
    return bool(permissions.can_unpublish() if page.live else permissions.can_publish())


def _unpublish(page: Any, actor: Any) -> None:
    if page.live:
        UnpublishPageAction(page, user=actor).execute()
    else:
        page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def _bind(batch: UUID) -> None:
    """Ties what was meant to the present generation: capture does so only for a page that was live."""
    waiting = Intent.objects.filter(batch=batch, generation=None)
    raised = Publication.objects.filter(page_id=OuterRef("page_id")).values("generation")
    waiting.update(generation=Subquery(raised[:1]))
    waiting.delete()  # a draft that nobody was ever told of


def _job(batch: UUID, publications: QuerySet[Publication], reason: str, actor: Any) -> Job:
    """Waits for each copy whose holder is told: see dispatch/plan.py."""
    ids = list(publications.values_list("pk", flat=True))
    held = Copy.objects.filter(publication__in=ids).exclude(
        announced_state=Publication.State.GONE, state=Publication.State.GONE
    )
    copies = sorted(held.values_list("pk", flat=True))
    return Job.objects.create(
        uuid=batch,
        kind=Job.Kind.TAKEDOWN,
        scope={"publications": ids, "copies": copies},
        total=len(copies),
        note=reason,
        actor=actor,
    )
