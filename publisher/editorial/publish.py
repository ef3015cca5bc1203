"""Publishes the latest draft of a page as something more than an update."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from newswire.publisher.capture import intents
from newswire.publisher.content import correction_for
from newswire.publisher.models import Intent

from . import log_actions
from .refused import Refused
from .rows import check_lock, locked


def correct(page_id: int, note: str, actor: Any = None, revision_id: int | None = None) -> Revision:
    """Publishes as a correction, with a note for readers.

    `revision_id`: what the editor has seen; Refused where somebody has saved another since, and where
    the page is locked for `actor` or not public, or what was saved of it cannot be published.
    """
    with transaction.atomic():
        page = locked(page_id)
        check_lock(page, actor)
        if not page.live:
            raise Refused(_("This page is not public, so there is nothing to correct: publish it."))
        if revision_id is not None and page.latest_revision_id != revision_id:
            raise Refused(_("Somebody has saved this page meanwhile. Look at it again, then publish."))
        draft = page.get_latest_revision_as_object()
        if add := correction_for(type(draft)):
            add(draft, note, timezone.now())
        with said(draft):
            revision = draft.save_revision(user=actor)
        intents.intend(page_id, Intent.Kind.CORRECTION, note, actor)
        log_actions.note(page, log_actions.CORRECTION, actor, revision, note=note)
        PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
    return revision


@contextmanager
def said(page: Any) -> Iterator[None]:
    """Turns what is wrong with a draft into words for its editor."""
    try:
        yield
    except ValidationError as error:
        words = {"title": page.get_admin_display_title(), "error": " ".join(error.messages)}
        raise Refused(_("“%(title)s” cannot be published: %(error)s") % words) from error
