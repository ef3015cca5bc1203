"""The sitemap with its language versions, and Google's news sitemap.

sitemaps.org/protocol.html; developers.google.com/search/docs: specialty/international/localized-versions,
crawling-indexing/sitemaps/news-sitemap.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import swapper
from django.apps import apps
from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from newswire.cms.articles.mixin import ArticleMixin

from .entries import cleaned
from .response import conditional

A_FILE = 1_000  # addresses; Google takes as many in a news sitemap
NEWS_DAYS = timedelta(days=2)
XML = "application/xml; charset=utf-8"


def index(request: HttpRequest) -> HttpResponse:
    """Which sitemaps there are: one for each thousand pages."""
    numbers = Paginator(_pages(request), A_FILE).page_range
    files = [request.build_absolute_uri(reverse("newswire_sitemap", args=[number])) for number in numbers]
    return _written(request, "index", {"files": files})


def pages(request: HttpRequest, number: int) -> HttpResponse:
    """The live and public pages of the request's site. Queries do not grow with their number."""
    try:
        shown = list(Paginator(_pages(request), A_FILE).page(number).object_list)
    except EmptyPage:
        raise Http404("There are fewer sitemaps.") from None
    alternates = _alternates(request, {page.translation_key for page in shown})
    urls = [
        {
            "url": page.get_full_url(request),
            "at": page.last_published_at,
            "alternates": found if len(set((found := alternates[page.translation_key]).values())) > 1 else {},
        }
        for page in shown
    ]
    return _written(request, "pages", {"urls": [one for one in urls if one["url"]]})


def news(request: HttpRequest) -> HttpResponse:
    """Articles of the last two days, in all languages, the newest first. One query for each article type."""
    since = timezone.now() - NEWS_DAYS
    types = [model for model in apps.get_models() if issubclass(model, ArticleMixin)]
    found = [
        article
        for model in types
        for article in _below(request, model.objects)
        .filter(published_at__gte=since)
        .defer_streamfields()
        .order_by("-published_at")[:A_FILE]
    ]
    newest = sorted(found, key=lambda article: article.published_at, reverse=True)[:A_FILE]
    listed = [(article.get_full_url(request), cleaned(article.title), article) for article in newest]
    site = Site.find_for_request(request)
    name = (site.site_name if site else "") or request.get_host()
    return _written(request, "news", {"name": name, "articles": [one for one in listed if one[0]]})


def _pages(request: HttpRequest) -> Any:
    return _below(request, swapper.load_model("wagtailcore", "Page").objects).order_by("pk")


def _below(request: HttpRequest, pages: Any) -> Any:
    """The live and public ones of the request's site; the tree of a language stands beside its root."""
    site = Site.find_for_request(request)
    found = pages.none()
    for root in site.root_page.get_translations(inclusive=True) if site else ():
        found |= pages.descendant_of(root, inclusive=True)
    return found.live().public().filter(alias_of__isnull=True).select_related("locale")


def _alternates(request: HttpRequest, keys: set[UUID]) -> Mapping[UUID, dict[str, str]]:
    """The addresses of each language set, by language. One query."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for page in _pages(request).filter(translation_key__in=keys):
        if url := page.get_full_url(request):
            found[page.translation_key][page.locale.language_code] = url
    for urls in found.values():
        if settings.LANGUAGE_CODE in urls:
            urls["x-default"] = urls[settings.LANGUAGE_CODE]
    return found


def _written(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    content = render_to_string(f"newswire_cms/sitemaps/{name}.xml", context)
    return conditional(request, content.encode(), XML)
