"""Publishes again what was taken down everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from newswire.publisher.capture import intents
from newswire.publisher.models import Intent, Job
from newswire.publisher.takedown import pages_of

from . import log_actions
from .permissions import Act, may_publish
from .publish import said
from .refused import Refused
from .rows import check_lock, locked


@dataclass(frozen=True)
class Version:
    """A language version that was taken down."""

    page: Any
    was_live: bool
    changed: bool  # somebody has saved it since

    @property
    def is_proposed(self) -> bool:
        """As it stood there. What was changed since, an editor has to look at first."""
        return self.was_live and not self.changed


def takedown_of(page: Any) -> Intent | None:
    """The takedown that stands: the page is not public, and nothing was meant or published since."""
    if page.live:
        return None
    said = Intent.objects.filter(page_id=page.pk, generation__isnull=False)
    last = said.order_by("-generation", "-pk").first()
    return last if last is not None and last.keeps_down(page) else None


def versions(page: Any) -> list[Version]:
    """All language versions of a page that were taken down and are not public again."""
    found = []
    for one in pages_of(page).filter(live=False).select_related("latest_revision", "locale"):
        intent = takedown_of(one)
        if intent is None:
            continue
        saved = one.latest_revision.created_at if one.latest_revision else intent.created_at
        found.append(Version(one, _was_live(one), saved > intent.created_at))
    return found


def _was_live(page: Any) -> bool:
    """Before it was first taken down: whoever does it once more finds nothing public."""
    meant = Intent.objects.filter(page_id=page.pk, kind=Intent.Kind.TAKE_DOWN, generation__isnull=False)
    if page.last_published_at:
        meant = meant.filter(created_at__gt=page.last_published_at)
    scopes = Job.objects.filter(uuid__in=meant.values("batch")).values_list("scope", flat=True)
    return not scopes or any(page.pk in scope.get("live", [page.pk]) for scope in scopes)


def restore(page_ids: Iterable[int], actor: Any = None) -> list[Any]:
    """Publishes the latest saved version of these pages: all of them, or none.

    Raises Refused, with words for the editor, where one of them cannot be published, is locked or is
    not taken down any more, and PermissionDenied where `actor` may not publish it.
    """
    with transaction.atomic():
        pages = [locked(page_id) for page_id in sorted(set(page_ids))]
        for page in pages:
            _check(page, actor)
            _publish(page, actor)
    return pages


def _check(page: Any, actor: Any) -> None:
    if takedown_of(page) is None:
        title = page.get_admin_display_title()
        raise Refused(_("“%(title)s” is not taken down any more.") % {"title": title})
    if actor is not None and not may_publish(actor, Act.RESTORE, page):
        raise PermissionDenied
    check_lock(page, actor)


def _publish(page: Any, actor: Any) -> None:
    draft = page.get_latest_revision_as_object()
    with said(draft):
        draft.full_clean()
    revision = page.get_latest_revision() or page.specific.save_revision(user=actor)
    intents.intend(page.pk, Intent.Kind.RESTORE, "", actor)
    log_actions.note(page, log_actions.RESTORE, actor, revision)
    PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
