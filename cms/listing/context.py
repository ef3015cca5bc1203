from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from newswire.blocks.visible import prefetch_teaser_pictures
from newswire.cms.listing.filters import Choices, Filters
from newswire.cms.translations.versions import LanguageVersion, alternates, versions_of

PER_PAGE = 20


def listing_context(index: Any, request: HttpRequest) -> dict[str, Any]:
    """What the template of a news index shows, in a number of queries that never grows."""
    filters, everything = Filters.of(request), index.articles()
    listed = everything.select_related("locale").defer_streamfields()
    paginator = Paginator(filters.narrow(listed), PER_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    prefetch_teaser_pictures(list(shown.object_list))
    versions = versions_of(index, request)
    return {
        "lang": index.locale.language_code,
        "articles": shown,
        "pages": paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "filters": filters,
        "choices": Choices.of(everything, index.locale),
        "sections": index.sections(),
        "versions": versions,
        "alternates": alternates(index, versions, request),
        "languages_with_news": [] if shown or filters else _with_news(index, versions),
    }


def _with_news(index: Any, versions: list[LanguageVersion]) -> list[LanguageVersion]:
    """The other languages of this list that do have news."""
    articles = (
        index.article_model().objects.live().filter(path__startswith=OuterRef("path"), alias_of__isnull=True)
    )
    here = {version.page_id for version in versions if version.page_id}
    indexes = type(index).objects.filter(pk__in=here).filter(Exists(articles))
    with_news = set(indexes.values_list("pk", flat=True))
    return [version for version in versions if version.page_id in with_news]
