"""What the desk is narrowed to, and the sources that are left."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import swapper
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ReferenceIndex

from newswire.publisher import content
from newswire.publisher.models import LiveText, Publication

MOST_NAMES = 200  # people of one name


@dataclass(frozen=True)
class Filters:
    """Empty: all."""

    query: str = ""  # part of the source's title
    section: str = ""  # tree path of a page that the source stands below
    topic: str = ""  # slug
    author: str = ""  # part of a name: in the byline, or of who began the source
    days: int | None = None  # published at most so many days ago
    translator: Any | None = None  # key of a user who owns a version, of any kind


def sources(filters: Filters) -> QuerySet[LiveText]:
    """Newest first. A page that only lists others is no article."""
    found = _sources().exclude(_is_listing()).order_by("-first_published_at", "-page_id")
    if filters.days:
        found = found.filter(first_published_at__gte=timezone.now() - timedelta(days=filters.days))
    if filters.section:
        pages = _pages().filter(pk=OuterRef("page_id"), path__startswith=filters.section)
        found = found.filter(Exists(pages))
    if filters.topic:
        announced = Publication.objects.filter(page_id=OuterRef("page_id"))
        topics = _of_page(announced.values(named=Cast("topics", TextField())))
        found = found.alias(topics=topics).filter(topics__contains=f'"{filters.topic}"')
    if filters.query:
        found = found.alias(title=_of_page(_pages().filter(pk=OuterRef("page_id")).values("title")))
        found = found.filter(title__icontains=filters.query)
    if filters.author:
        found = found.filter(_written_by(filters.author))
    if filters.translator:
        versions = _pages().filter(translation_key=OuterRef("set_key"), owner=filters.translator)
        found = found.filter(Exists(versions))
    return found


def _of_page(values: QuerySet) -> Subquery:
    """Looked up for each source, newest first. As a join, which `Exists` becomes, the database would begin
    with the pages of all languages: no statistics tell it how many match.
    """
    return Subquery(values[:1], output_field=TextField())


def keys_of(found: QuerySet[LiveText]) -> QuerySet[LiveText, UUID]:
    """Of their sets. An index alone holds them: a filter that lets very many through reads no row whole."""
    return found.values_list("set_key", flat=True)


def left_out() -> QuerySet[LiveText]:
    """Sources that are no articles."""
    return _sources().filter(_is_listing())


def _sources() -> QuerySet[LiveText]:
    return LiveText.objects.filter(is_source=True)


def _is_listing() -> Exists:
    types = ContentType.objects.get_for_models(*content.listing_types()).values()
    return Exists(_pages().filter(pk=OuterRef("page_id"), content_type__in=types))


def _written_by(name: str) -> Q:
    """Those of the byline, as the reference index knows them, and who began the page."""
    people = get_user_model().objects.filter(_called(name)).values_list("pk", flat=True)[:MOST_NAMES]
    wanted = Q(page_id__in=_pages().filter(owner__in=list(people)).values("pk"))
    by_type: dict[Any, list[str]] = {}
    for author in content.authors_called(name):
        by_type.setdefault(ContentType.objects.get_for_model(author), []).append(str(author.pk))
    base = ContentType.objects.get_for_model(_pages().model)
    for kind, ids in by_type.items():
        pointing = ReferenceIndex.objects.filter(
            base_content_type=base, to_content_type=kind, to_object_id__in=ids
        )
        page_ids = pointing.annotate(page=Cast("object_id", BigIntegerField())).values("page")
        wanted |= Q(page_id__in=page_ids)
    return wanted


def _called(name: str) -> Q:
    """Of users: a host's own user model may have other names than Django's."""
    known = {field.name for field in get_user_model()._meta.concrete_fields}
    named = {"first_name", "last_name", get_user_model().USERNAME_FIELD} & known
    found = Q()
    for field in sorted(named):
        found |= Q(**{f"{field}__icontains": name})
    return found


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.order_by()
