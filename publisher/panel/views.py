"""The status of one page: as a page of its own, as a fragment that refreshes itself, and sending again.

Each asks for itself whether the person may see or send this page: an address in the admin answers to
anybody who may enter it.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from newswire.publisher.languages import direction
from newswire.publisher.models import Copy
from newswire.publisher.screen import Screen

from .access import may_compare, may_see, may_send
from .board import Board, board_of
from .compare import compare
from .reading import read
from .resend import Asked, send_rows_again
from .rows import Row
from .shown import context_of
from .subject import Subject

FRAGMENT = "newswire_publisher/panel/fragment.html"


class StatusView(Screen, TemplateView):
    """Where the header button leads: the same as the side panel, with room for many sites."""

    template_name = "newswire_publisher/panel/page.html"
    page_title = gettext_lazy("On other sites")
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.board = _board(kwargs["page_id"])
        if not may_see(request.user, self.board.subject, self.board.publication):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.board.subject.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | context_of(self.board, self.request.user)


class FragmentView(View):
    """What is swapped in while something is under way; it says itself when the refreshing ends."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        board = _board(page_id)
        if not may_see(request.user, board.subject, board.publication):
            return _words(request, _gone(board) or _("You may no longer see this page's status."))
        return _fragment(request, board)


class SendAgainView(View):
    """One site, those where it failed, or all: `channel` or `which` in the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        board = _board(page_id)
        if not may_send(request.user, board.subject):
            return _refused(request, board)
        rows = _rows(board, request.POST)
        if rows is None:
            words, level = _asked(Asked(0, 0)), messages.WARNING
        elif not rows:
            words, level = _("Nothing needs to be sent again."), messages.INFO
        else:
            words, level = _asked(send_rows_again(board, rows, request.user)), messages.SUCCESS
        if _is_swapped(request):
            return _fragment(request, _board(page_id), words)
        messages.add_message(request, level, words)
        return redirect("newswire_panel:status", page_id)


class CompareView(Screen, TemplateView):
    """What one site has, against what it would get now. Renders the page: opened on purpose only."""

    template_name = "newswire_publisher/panel/compare.html"
    page_title = gettext_lazy("Compare")
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.subject = Subject.find(kwargs["page_id"])
        if not may_compare(request.user, self.subject):
            raise PermissionDenied
        found = Copy.objects.filter(publication__page_id=kwargs["page_id"], channel=kwargs["channel_id"])
        copy = found.filter(version__gt=0).select_related("channel", "publication").first()
        if copy is None:
            messages.warning(request, _("This site has been deleted meanwhile, or has nothing of this page."))
            return redirect("newswire_panel:status", kwargs["page_id"])
        self.copy = copy
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.subject.title

    def above(self) -> list[dict[str, Any]]:
        status = reverse("newswire_panel:status", args=[self.subject.page_id])
        return [{"url": status, "label": StatusView.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "subject": self.subject,
            "copy": self.copy,
            "comparison": compare(self.copy),
            "dir": direction(self.subject.lang),
        }


def _board(page_id: int) -> Board:
    subject = Subject.find(page_id)
    return board_of(subject, read(subject.page_id, subject.set_key))


def _rows(board: Board, form: Any) -> list[Row] | None:
    """None for a site that is not there."""
    if form.get("which") == "failed":
        return board.failed
    if form.get("which") == "all":
        return board.again
    return [row for row in board.rows if str(row.channel.pk) == form.get("channel")] or None


def _asked(asked: Asked) -> str:
    if not asked.sites and asked.already:
        return _("Somebody has just asked for that: it is under way.")
    if not asked.sites:
        return _("This site has been deleted meanwhile.")
    words = ngettext(
        "Will be sent again to %(count)d site.", "Will be sent again to %(count)d sites.", asked.sites
    )
    return words % {"count": asked.sites}


def _refused(request: HttpRequest, board: Board) -> HttpResponse:
    words = _gone(board) or _("You may no longer publish this page, so it was not sent again.")
    if _is_swapped(request):
        return _words(request, words)
    messages.error(request, words)
    return redirect("wagtailadmin_home")


def _gone(board: Board) -> str:
    return _("This page has been deleted.") if board.subject.page is None else ""


def _is_swapped(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def _fragment(request: HttpRequest, board: Board, notice: str = "") -> HttpResponse:
    context = context_of(board, request.user, request.GET, notice)
    return _uncached(TemplateResponse(request, FRAGMENT, context))


def _words(request: HttpRequest, words: str) -> HttpResponse:
    return _uncached(TemplateResponse(request, FRAGMENT, {"refusal": words, "said": words}))


def _uncached(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
