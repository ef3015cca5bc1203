"""Articles in Wagtail's API v3: `/articles/`, complete, where Wagtail's own list of pages has titles alone.

Registered with Wagtail's API when `wagtail.api.v3` is installed; an article by itself is its page there.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import swapper
from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError
from ninja.pagination import paginate
from pydantic import AfterValidator
from wagtail.api.v3.pagination import WagtailLimitOffsetPagination
from wagtail.api.v3.schemas.base import build_union_schemas
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from newswire.cms.api.public import MOST_OFFSET, public_pages, search_words
from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.together.gathered import gather

MODELS = {model._meta.label: model for model in apps.get_models() if issubclass(model, ArticleMixin)}
TYPES = tuple(MODELS)
# PostgreSQL keeps no NUL in a text, and raises for one.
TEXT = r"^[^\x00]*$"
MOST_ID = 2**63 - 1  # SQLite raises for more


def _moment(at: datetime) -> datetime:
    """Aware. Raises ValueError where it is before or after the calendar in some zone."""
    aware = timezone.make_aware(at) if timezone.is_naive(at) else at
    try:
        return aware.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


Moment = Annotated[datetime, AfterValidator(_moment)]


class Filters(Schema):
    type: Literal[TYPES] = TYPES[0]  # type: ignore[valid-type]  # known when Django has started
    locale: str | None = Field(None, pattern=TEXT)
    topic: str | None = Field(None, pattern=TEXT, description="Slug, the same in every language.")
    author: str | None = Field(None, pattern=TEXT, description="Slug, the same in every language.")
    section: int | None = Field(None, description="Id of a news index: articles below it.")
    translation_of: int | None = Field(None, description="Id of an article: its versions.")
    published_from: Moment | None = None
    published_before: Moment | None = None
    search: str | None = Field(None, pattern=TEXT, description="Then by relevance.")
    site: str | None = Field(None, pattern=TEXT, description="As for Wagtail's pages.")


class Pagination(WagtailLimitOffsetPagination):
    def paginate_queryset(self, queryset: Any, pagination: Any, **kwargs: Any) -> dict[str, Any]:
        if pagination.offset > MOST_OFFSET:
            raise HttpError(400, "offset is out of range")
        found = super().paginate_queryset(queryset, pagination, **kwargs)
        items = gather(found[self.items_attribute])
        # Before Wagtail's schema asks the first one for its parent.
        return found | {self.items_attribute: [item.gathered.filled(item) for item in items]}


router = Router(tags=["articles"])


@router.get(
    "/",
    response=list[build_union_schemas(MODELS.values()).detail],  # type: ignore[misc]  # a type made at run time
    url_name="list_articles",
    operation_id="articles_list",
    summary="List articles",
)
@paginate(Pagination)
def list_articles(request: HttpRequest, filters: Query[Filters], **kwargs: Any) -> Any:
    """Live articles that everybody may see, newest first, each as complete as by itself."""
    model = MODELS[filters.type]
    found = _narrowed(request, _public(request, model).filter(alias_of__isnull=True), filters)
    if filters.search is None:
        return found.select_related("locale").order_by("-published_at", "-pk")
    # Search backends filter by what they index, and all of them by ids.
    found = model._default_manager.filter(pk__in=found.values("pk")).select_related("locale")
    return get_search_backend().search(search_words(filters.search), found)


def _public(request: HttpRequest, model: type[Any]) -> QuerySet[Any]:
    try:
        return public_pages(request, model)
    except ValueError as error:
        raise HttpError(400, str(error)) from error


def _narrowed(request: HttpRequest, articles: Any, filters: Filters) -> Any:
    """404 for a language, a section or an article that is not there, or not for everybody."""
    model = articles.model
    if filters.locale:
        articles = articles.filter(locale=get_object_or_404(Locale, language_code=filters.locale))
    if filters.topic:
        articles = articles.filter(_among(model.article_topics, topic__slug=filters.topic))
    if filters.author:
        articles = articles.filter(_among(model.article_authors, author__slug=filters.author))
    if filters.section is not None:
        pages = _public(request, swapper.load_model("wagtailcore", "Page"))
        articles = articles.descendant_of(_one(pages, filters.section))
    if filters.translation_of is not None:
        articles = articles.translation_of(_one(_public(request, model), filters.translation_of))
    if filters.published_from:
        articles = articles.filter(published_at__gte=filters.published_from)
    if filters.published_before:
        articles = articles.filter(published_at__lt=filters.published_before)
    return articles


def _one(pages: QuerySet[Any], number: int) -> Any:
    return get_object_or_404(pages if 0 < number <= MOST_ID else pages.none(), pk=number)


def _among(rows: Any, **condition: str) -> Exists:
    """Without a join, which would need the articles made distinct, bodies and all."""
    return Exists(rows.rel.related_model.objects.filter(page=OuterRef("pk"), **condition))
