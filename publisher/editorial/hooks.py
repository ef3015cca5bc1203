"""What happens around Wagtail's own Publish; registered in `wagtail_hooks.py`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from newswire.publisher.capture import intents
from newswire.publisher.models import Embargo, Intent

from . import embargo, log_actions
from .menu import CorrectionItem, SmallFixItem
from .permissions import may_publish


def before_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The draft is saved and valid. Which button was it?"""
    button = request.POST.get("action-publish", "")
    if not page.live:
        return None
    if button == CorrectionItem.value and may_publish(request.user, CorrectionItem.act, page):
        # The note is asked for on a page of its own, which publishes exactly this draft.
        return redirect("newswire_editorial:correction", page.pk, page.latest_revision_id)
    if button == SmallFixItem.value and may_publish(request.user, SmallFixItem.act, page):
        intents.intend(page.pk, Intent.Kind.SMALL_FIX, actor=request.user)
        log_actions.note(page, log_actions.SMALL_FIX, request.user)
        return None
    if button in (CorrectionItem.value, SmallFixItem.value):
        messages.error(request, _("You may not do this any more. Your changes are saved."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if page.last_published_at is not None:
        intents.retract(page.pk)  # what was meant with a publish that never came
    return None


def after_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Wagtail would say that the page has been published, whatever became of it."""
    standing = None if page.live else embargo.standing(page.pk)
    if standing is None:
        return None
    words = {"title": page.get_admin_display_title(), "time": in_words(standing)}
    messages.success(request, _("“%(title)s” goes live on %(time)s, when its embargo ends.") % words)
    next_url = get_valid_next_url_from_request(request)
    return redirect(next_url) if next_url else redirect("wagtailadmin_explore", page.get_parent().pk)


def before_edit(request: HttpRequest, page: Any) -> None:
    """Says in the editor that an embargo stands: one query, of a page that is not public."""
    if request.method != "GET" or page.live or "_w_hydrate_create_view" in request.GET:
        return
    if (standing := embargo.standing(page.pk)) is not None:
        words = _("Under embargo until %(time)s, sent ahead to trusted sites")
        if not standing.ahead:
            words = _("Under embargo until %(time)s")
        messages.info(request, words % {"time": in_words(standing)})


def in_words(standing: Embargo) -> str:
    return date_format(timezone.localtime(standing.until), "DATETIME_FORMAT")
