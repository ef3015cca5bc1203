"""Sets, moves and lifts an embargo."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from newswire.publisher import wake
from newswire.publisher.capture.raising import capture_page
from newswire.publisher.models import Embargo

from . import log_actions
from .refused import Refused
from .rows import check_lock, locked

PAST = gettext_lazy("This time is past. Choose a later one, or lift the embargo.")


def standing(page_id: int) -> Embargo | None:
    """The embargo that holds a page back now."""
    return Embargo.objects.filter(page_id=page_id, until__gt=timezone.now()).first()


def place(page_id: int, until: datetime, ahead: bool = False, actor: Any = None) -> Embargo:
    """Sets an embargo on a page that is not public, or moves the one it has.

    What is approved already goes live at the new time. Raises Refused, with words for the editor,
    where the page is public, locked or gone, or the time is past.
    """
    with transaction.atomic():
        page = locked(page_id)
        check_lock(page, actor, is_of_schedule=True)
        if page.live:
            raise Refused(_("This page is public already. Unpublish it first, or take it down everywhere."))
        if until <= timezone.now():
            raise Refused(str(PAST))
        values = {"until": until, "ahead": ahead}
        embargo, is_new = Embargo.objects.update_or_create(page_id=page_id, defaults=values)
        _approve(page, until)
        capture_page(page_id)
        action = log_actions.EMBARGO_SET if is_new else log_actions.EMBARGO_MOVED
        log_actions.note(page, action, actor, until=until.isoformat(), ahead=ahead)
    return embargo


def lift(page_id: int, actor: Any = None) -> bool:
    """Ends an embargo now. What was approved meanwhile goes live, unless its own time has not come.

    Is the page public now? Raises Refused where the page is locked, or there is no embargo: it has
    ended, or somebody lifted it.
    """
    with transaction.atomic():
        page = locked(page_id)
        check_lock(page, actor, is_of_schedule=True)
        if not Embargo.objects.filter(page_id=page_id, until__gt=timezone.now()).delete()[0]:
            raise Refused(_("There is no embargo on this page any more."))
        log_actions.note(page, log_actions.EMBARGO_LIFTED, actor)
        if (revision := page.scheduled_revision) is not None:
            PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
        capture_page(page_id)
        page.refresh_from_db(fields=["live"])
    return bool(page.live)


def _approve(page: Any, until: datetime) -> None:
    """Gives what is scheduled the new time, or its own where that is later."""
    revision: Revision | None = page.scheduled_revision
    if revision is None:
        return
    own = parse_datetime(revision.content.get("go_live_at") or "")
    at = max(until, own) if own else until
    revision.approved_go_live_at = at
    revision.save(update_fields=["approved_go_live_at"])
    wake.publish_at(at)
    type(page)._base_manager.filter(pk=page.pk).update(go_live_at=at)
