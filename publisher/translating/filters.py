"""What the desk is narrowed to, and the sources that are left."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import swapper
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import ReferenceIndex

from newswire.publisher.content import authors_called
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
    translator: int | None = None  # id of a user who owns a version


def sources(filters: Filters) -> QuerySet[LiveText]:
    """Newest first."""
    found = LiveText.objects.filter(is_source=True).order_by("-first_published_at", "-page_id")
    if filters.days:
        found = found.filter(first_published_at__gte=timezone.now() - timedelta(days=filters.days))
    if filters.query or filters.section:
        pages = _pages().filter(pk=OuterRef("page_id"))
        if filters.query:
            pages = pages.filter(title__icontains=filters.query)
        if filters.section:
            pages = pages.filter(path__startswith=filters.section)
        found = found.filter(Exists(pages))
    if filters.topic:
        topics = Publication.objects.annotate(named=Cast("topics", TextField()))
        found = found.filter(
            Exists(topics.filter(page_id=OuterRef("page_id"), named__contains=f'"{filters.topic}"'))
        )
    if filters.author:
        found = found.filter(_written_by(filters.author))
    if filters.translator:
        versions = _pages().filter(translation_key=OuterRef("set_key"), owner=filters.translator)
        found = found.filter(Exists(versions))
    return found


def _written_by(name: str) -> Q:
    """Those of the byline, as the reference index knows them, and who began the page."""
    people = get_user_model().objects.filter(_called(name)).values_list("pk", flat=True)[:MOST_NAMES]
    wanted = Q(page_id__in=_pages().filter(owner__in=list(people)).values("pk"))
    by_type: dict[Any, list[str]] = {}
    for author in authors_called(name):
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
