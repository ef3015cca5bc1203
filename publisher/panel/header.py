"""The button in a page's header, and the one on the message after publishing."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from .board import board_of
from .reading import read
from .subject import Subject


def status_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Costs no query: what it leads to asks for permission itself."""
    permissions = page.permissions_for_user(user)
    if permissions.can_edit() or permissions.can_publish():
        url = reverse("newswire_panel:status", args=[page.pk])
        yield Button(_("On other sites"), url, icon_name="site", priority=45)


def say_where_it_goes(request: HttpRequest, page: Any) -> None:
    """After Publish, Wagtail leaves the editor: so the way to the status stands in a message."""
    if not page.live:
        return
    subject = Subject.of_page(page.specific)
    board = board_of(subject, read(subject.page_id, subject.set_key))
    if board.wanted and subject.is_private(board.reading):
        messages.info(request, _("This page is private: no site gets it."))
    elif sites := len(board.wanted):
        words = ngettext("Going to %(count)d site.", "Going to %(count)d sites.", sites) % {"count": sites}
        url = reverse("newswire_panel:status", args=[page.pk])
        messages.success(request, words, buttons=[messages.button(url, _("Status"))])
