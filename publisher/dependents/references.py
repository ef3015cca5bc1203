"""Which pages show a thing, by Wagtail's ReferenceIndex: live references, direct or through snippets."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex, TranslatableMixin

from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.models import Publication

from .shown import base_model, wholes

Target = tuple[int, str]  # content type of the base model, primary key: what ReferenceIndex names

STEPS = 3  # page -> author -> portrait -> its credit: what lies deeper is found by the rolling audit


def of_page(page_id: int) -> QuerySet:
    """The ids of pages that show this one, in a teaser or a link, and of its language versions."""
    key = Publication.objects.filter(page_id=page_id).values("set_key")
    siblings = Publication.objects.filter(set_key__in=key).values("page_id")
    shows = showing([(page_content_type().pk, str(page_id))])
    return (
        _pages().filter(Q(pk__in=shows) | Q(pk__in=siblings)).exclude(pk=page_id).values_list("pk", flat=True)
    )


def of_object(instance: Model) -> QuerySet:
    """The ids of pages that show a picture, a snippet, or what the instance is a part of."""
    return _pages().filter(pk__in=showing(targets(instance))).values_list("pk", flat=True)


def targets(instance: Model) -> list[Target]:
    """What the index may name where a page shows this object: itself, its translations (a page shows a
    topic in its own language, whichever was chosen), and the whole that it is a part of."""
    model = type(instance)
    own = _content_type(model).pk
    found = [] if instance._state.adding else [(own, str(instance.pk))]
    if isinstance(instance, TranslatableMixin):
        found += [(own, str(pk)) for pk in instance.get_translations().values_list("pk", flat=True)]
    for field in wholes(model):
        value = getattr(instance, field.attname)
        if value is not None:
            found.append((_content_type(field.related_model).pk, str(value)))
    return found


def showing(of: Collection[Target]) -> QuerySet:
    """The ids of the pages that refer to one of these, or to something that does: a subquery."""
    references = ReferenceIndex.objects.filter(
        _to(_with_what_shows_them(of)), base_content_type=page_content_type()
    )
    return references.annotate(page=Cast("object_id", BigIntegerField())).values("page")


def is_shown(publication: Publication) -> bool:
    """May a page show this one? One that refers to it, through snippets too, or a language version of it."""
    target = (page_content_type().pk, str(publication.page_id))
    return bool(_shown(publication.page_id, publication.set_key, *target))


@compiled_by_key
def _shown(page_id: int, set_key: UUID, content_type_id: int, object_id: str) -> QuerySet[Publication, Any]:
    references = ReferenceIndex.objects.filter(to_content_type=content_type_id, to_object_id=object_id)
    versions = _pages().filter(translation_key=set_key).exclude(pk=page_id)
    shown = Publication.objects.filter(Exists(references) | Exists(versions), page_id=page_id)
    return shown.order_by().values_list("pk")


def page_content_type() -> ContentType:
    return _content_type(swapper.load_model("wagtailcore", "Page"))


def _with_what_shows_them(of: Iterable[Target]) -> set[Target]:
    """These, and the snippets that refer to them: at most STEPS queries, one where there are none."""
    found = set(of)
    ahead = found
    for _ in range(STEPS):
        if not ahead:
            break
        sources = ReferenceIndex.objects.filter(_to(ahead)).exclude(base_content_type=page_content_type())
        ahead = set(sources.values_list("base_content_type_id", "object_id").distinct()) - found
        found = found | ahead
    return found


def _to(of: Iterable[Target]) -> Q:
    by_type: dict[int, list[str]] = {}
    for content_type_id, object_id in of:
        by_type.setdefault(content_type_id, []).append(object_id)
    condition = Q(pk__in=[])
    for content_type_id, object_ids in by_type.items():
        condition |= Q(to_content_type_id=content_type_id, to_object_id__in=object_ids)
    return condition


def _content_type(model: type[Model]) -> ContentType:
    return ContentType.objects.get_for_model(base_model(model), for_concrete_model=False)


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.order_by()
