"""Pages as teasers, links and language versions need them: a query for all, one for each other type."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import swapper
from django.apps import apps
from django.db.models import Q
from wagtail.models import Site

from newswire.blocks.visible import is_public
from newswire.cms.articles.mixin import ArticleMixin


def pages_of(ids: Collection[int], keys: Collection[Any]) -> list[Any]:
    """The pages with these ids, all versions of them, and the pages with these translation keys.

    With their locale, `is_shown` (live and public), and what makes an article of them, without its body.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    chosen = page_model.objects.filter(pk__in=ids)
    wanted = page_model.objects.filter(
        Q(translation_key__in=chosen.values("translation_key")) | Q(translation_key__in=keys)
    )
    articles = [field.related_query_name() for field in _article_links()]
    pages = wanted.select_related("locale", *articles).annotate(is_open=is_public())
    found = list(pages.defer(*(f"{name}__body" for name in articles)))
    know_roots(found)
    for page in found:
        page.is_shown = page.live and page.is_open
    return found


def know_roots(pages: Iterable[Any]) -> None:
    """Where the sites begin: else Wagtail asks its cache once for each page that has an address."""
    roots = Site.get_site_root_paths()
    for page in pages:
        page._wagtail_cached_site_root_paths = roots


def specific(pages: Iterable[Any]) -> dict[int, Any]:
    """Those that `pages_of` found as instances of their own types, by id."""
    found: dict[int, Any] = {}
    others: dict[type, dict[int, Any]] = {}
    for page in pages:
        model = page.specific_class or type(page)
        article = next((one for one in _articles(page) if type(one) is model), None)
        if article or isinstance(page, model):
            found[page.pk] = _with_what_is_known(article or page, page)
        else:
            others.setdefault(model, {})[page.pk] = page
    for model, group in others.items():
        for one in model._default_manager.filter(pk__in=group).defer_streamfields():  # type: ignore[attr-defined]  # Wagtail's
            found[one.pk] = _with_what_is_known(one, group[one.pk])
    return found


def _with_what_is_known(one: Any, page: Any) -> Any:
    one.locale, one.is_shown = page.locale, page.is_shown
    one._wagtail_cached_site_root_paths = page._wagtail_cached_site_root_paths
    return one


def _articles(page: Any) -> Iterator[Any]:
    names = (field.remote_field.get_accessor_name() for field in _article_links())
    return (one for name in names if (one := getattr(page, name, None)))


def _article_links() -> list[Any]:
    """The columns by which article types lead to their page, where that is the page model itself."""
    page_model = swapper.load_model("wagtailcore", "Page")
    links = (
        model._meta.parents.get(page_model) for model in apps.get_models() if issubclass(model, ArticleMixin)
    )
    return [link for link in links if link and not link.remote_field.hidden]
