"""Middleware: a feed that is kept is answered before Wagtail looks for its site, its page and who may see it.

All of that is in the database, whose changes make it void (`newswire.cms.remembered`).
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks, views

from newswire.cms.remembered import recalled

from .response import KINDS, unless_had


class KeptFeeds:
    """Where a host has hooks of its own for serving a page, they are asked each time: so nothing is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if view is not views.serve or request.GET.get("feed") not in KINDS or _host_decides():
            return None
        kept = recalled(request)
        return unless_had(request, kept) if kept else None


def _host_decides() -> bool:
    asked = [*hooks.get_hooks("before_serve_page"), *hooks.get_hooks("on_serve_page")]
    return any(hook.__module__ != "wagtail.wagtail_hooks" for hook in asked)
