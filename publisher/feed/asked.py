"""How the feed may be asked: by GET and HEAD, with names that we know, and with an ETag to compare."""

from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import NinjaAPI, Router

LONGEST = 50  # characters of a name that are said again

View = Callable[..., HttpResponse]


class OddQuestion(Exception):
    """Why a question is not answered, in words for the one who asked."""


def get(router: NinjaAPI | Router, path: str, **described: Any) -> Callable[[View], View]:
    """Registers a view for GET, and for HEAD, of which HTTP wants the same answer; the server leaves out
    its body."""

    def registered(view: View) -> View:
        router.api_operation(["HEAD"], path, response=described["response"], include_in_schema=False)(view)
        return router.get(path, **described)(view)

    return registered


def only(request: HttpRequest, names: Collection[str]) -> None:
    """Raises OddQuestion where a name is unknown or given twice: a misspelt filter would be answered with
    everything, and of two languages only the last would be looked for."""
    for name, values in request.GET.lists():
        if name not in names:
            known = f"known are {', '.join(sorted(names))}" if names else "nothing may be asked here"
            raise OddQuestion(f"{name[:LONGEST]}: there is no such parameter; {known}")
        if len(values) > 1:
            raise OddQuestion(f"{name}: given more than once; ask once for each")


def matches(request: HttpRequest, tag: str) -> bool:
    """Does the one who asks hold what has this tag? `*` is whatever there is (RFC 9110, 13.1.2)."""
    given = parse_etags(request.headers.get("if-none-match", ""))
    return given == ["*"] or f'"{tag}"' in (one.removeprefix("W/") for one in given)
