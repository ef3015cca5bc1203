"""Answers of an API with an ETag, 304 to who has them, and what caches may do with them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from newswire.cms.remembered import is_known, remembered

View = Callable[..., HttpResponse]


def conditional(urls: tuple[Any, str, str]) -> tuple[Any, str, str]:
    """The addresses of an API as its router has them: `WagtailAPIRouter.urls` or `NinjaAPI.urls`.

    The ETag is a hash of the bytes, so it changes with whatever is shown: a teaser's target, a
    picture's credit, a new language version. If-None-Match is compared weakly (RFC 9110, 13.1.2).
    """
    patterns, app_name, namespace = urls
    return (
        decorate_urlpatterns(patterns, lambda view: conditional_page(_with_headers(view))),
        app_name,
        namespace,
    )


def _with_headers(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = remembered(request, lambda: view(request, *args, **kwargs))
        patch_vary_headers(response, ["Authorization", "Cookie"])
        response.headers.setdefault("Cache-Control", _cache_control(request))
        if response.status_code == 404:
            # Else LocaleMiddleware sends whoever asked to the same address below a language.
            request.urlconf = ()  # type: ignore[assignment]  # Django takes patterns too
        return response

    return answer


def _cache_control(request: HttpRequest) -> str:
    """Always asked again: a page that has become private is not shown from a cache, not for a second.

    To somebody who has logged in, Wagtail shows private pages, and drafts: they stay out of shared caches.
    """
    return "private, no-cache" if is_known(request) else "public, no-cache"
