"""`/newswire/portal/{token}/`. The token is in the address, so the pages tell nobody where they are.

No answer is 404: where a host has `i18n_patterns`, Django's LocaleMiddleware turns a 404 of an address
without a language into a redirect to one with it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from newswire.publisher import away, channels, transports
from newswire.publisher.models import PortalToken
from newswire.publisher.schemas.documents import documents

from . import reading, tokens
from .snippets import snippets

FOLDER = "newswire_publisher/portal"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # Django's CSRF check needs the referrer of our own form
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
View = Callable[..., HttpResponse]


def _away() -> HttpResponse:
    # Without the request: a host's context processors may ask the database.
    return HttpResponse(render_to_string(f"{FOLDER}/away.html", {"seconds": away.AGAIN}))


def by_token(view: View) -> View:
    """Calls the view with the token's row; 410 where the token does not open, whatever else is asked."""

    @away.said(_away)
    def opened(request: HttpRequest, token: str, **asked: Any) -> HttpResponse:
        row = tokens.opened_by(token)
        return _closed(request) if row is None else view(request, token, row, **asked)

    @wraps(view)
    def headed(request: HttpRequest, token: str, **asked: Any) -> HttpResponse:
        response = opened(request, token, **asked)
        add_never_cache_headers(response)
        for name, text in HEADERS.items():
            response[name] = text
        return response

    return headed


@require_safe
@by_token
def start(request: HttpRequest, token: str, row: PortalToken) -> HttpResponse:
    channel = row.channel
    names = sorted(documents())
    schema_addresses = [request.build_absolute_uri(reverse("newswire_schema", args=[name])) for name in names]
    context = {
        "secrets": reading.secrets_of(channel),
        "test": reading.last_test(channel),
        "tests": transports.signs(channel.transport),
        "snippets": snippets(channel.address),
        "schemas": list(zip(names, schema_addresses, strict=True)),
        "pull": reading.pull(channel),
        "feed": request.build_absolute_uri(reverse("newswire_v1:changes")),
    }
    return _page(request, token, row, "start", context)


@require_POST
@by_token
def test(request: HttpRequest, token: str, row: PortalToken) -> HttpResponse:
    """Changes nothing of the channel's state, as a test from the newsroom would."""
    if not transports.signs(row.channel.transport):  # mail and the like: there is no receiver to try
        return _closed(request)
    if not tokens.may_test(row):
        response = _page(request, token, row, "wait", {"seconds": tokens.BETWEEN_TESTS.seconds})
        response.status_code = 429
        response["Retry-After"] = str(tokens.BETWEEN_TESTS.seconds)
        return response
    channels.send_test(row.channel)
    return redirect("newswire_publisher:portal", token)


@require_safe
@by_token
def sendings(request: HttpRequest, token: str, row: PortalToken) -> HttpResponse:
    return _page(request, token, row, "sendings", {"deliveries": reading.deliveries(row.channel)})


@require_safe
@by_token
def sending(request: HttpRequest, token: str, row: PortalToken, number: int) -> HttpResponse:
    delivery = reading.delivery(row.channel, number)
    if delivery is None:
        return _closed(request)
    is_withdrawn = reading.is_withdrawn(delivery)
    context = {
        "delivery": delivery,
        "attempts": reading.attempts(delivery),
        "is_withdrawn": is_withdrawn,
        "body": "" if is_withdrawn else reading.body(delivery),
    }
    return _page(request, token, row, "sending", context)


def _page(
    request: HttpRequest, token: str, row: PortalToken, name: str, context: dict[str, Any]
) -> HttpResponse:
    shown = {"channel": row.channel, "token": token, **context}
    return render(request, f"{FOLDER}/{name}.html", shown)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, f"{FOLDER}/closed.html", status=410)
