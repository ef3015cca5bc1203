"""A page as Wagtail's view serves it at its own address."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks

WAGTAILS_OWN = "wagtail.wagtail_hooks"  # privacy, which whoever renders has looked at, and methods but GET


def serve(page: Any, request: HttpRequest) -> Any:
    """The answer of `page.serve`, unless a hook of the host's answers before it.

    Hooks may hide a page from visitors: without them receivers would get what the site itself does not show.
    """
    args = _route(page, request)
    for before in _hosts("before_serve_page"):
        answer = before(page, request, args, {})
        if isinstance(answer, HttpResponse):
            return answer
    served = _served
    for around in reversed(_hosts("on_serve_page")):
        served = around(served)
    return served(page, request, args, {})


def _served(page: Any, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return page.serve(request, *args, **kwargs)


def _hosts(name: str) -> list[Any]:
    return [hook for hook in hooks.get_hooks(name) if hook.__module__ != WAGTAILS_OWN]


def _route(page: Any, request: Any) -> list[Any]:
    """What `page.serve` is given: of a `RoutablePageMixin` the view of its own address, with its arguments.

    Not by `page.route`, which knows no drafts.
    """
    resolve = getattr(page, "resolve_subpage", None)
    if resolve is None:
        return []
    try:
        request.routable_resolver_match = match = resolve("/")
    except Http404:
        return []  # all its views are below it
    return [*match]
