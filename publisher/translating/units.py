"""A page in units: one for each field, one for each block of a body, one for each list of rows.

Works on any page type. A unit counts as translatable by what it is:
  texts, rich texts and bodies; pictures, pages and other objects that a field points at; rows that
  belong to the page, by the same rule.
Not: addresses, numbers, dates, switches and choices in columns of their own, the slug, what no form
edits, and Wagtail's own columns beyond title, SEO title and description. A page type leaves out more
with `newswire_untranslated = ("field", ...)`.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField, StreamField

from .canonical import canonical, lines, references, spelled, stream
from .normal import plain, rich

OF_EVERY_PAGE = ("title", "seo_title", "search_description")
HEAD = ("title", "summary")  # all that is compared with a full version
UNSPOKEN = (models.URLField, models.EmailField, models.SlugField, models.UUIDField, models.FileField)


@dataclass(frozen=True)
class Unit:
    field: str  # of the page, or the name of a relation
    kind: str  # the block's type; empty for a field
    block: str  # the block's id; empty for a field, or where a body has none
    hash: str  # of what is translatable
    text: str  # for a person, a line for each part

    @property
    def key(self) -> str:
        return f"{self.field}/{self.block}" if self.block else self.field


def units(page: Any) -> list[Unit]:
    """What a page says, in the order of its model's fields. An empty field or block is no unit.

    One query for each relation, and one for each model that something is pointed at.
    """
    found = [(field, kind, block, part) for field, kind, block, part in _parts(page) if part is not None]
    names = _names(part for _field, _kind, _block, part in found)
    return [
        Unit(field, kind, block, _hash(part), "\n".join(line for line in lines(part, names) if line))
        for field, kind, block, part in found
    ]


def as_json(of: Iterable[Unit]) -> list[dict[str, str]]:
    return [asdict(unit) for unit in of]


def from_json(stored: Iterable[dict[str, str]]) -> list[Unit]:
    return [Unit(**one) for one in stored]


def digest(of: Iterable[Unit]) -> str:
    """Of all units in their order. Without the ids of blocks: an import that gives each block a new one
    changes no text."""
    return _hash([[unit.field, unit.kind, unit.hash] for unit in of])


def head_digest(of: Iterable[Unit]) -> str:
    """Of headline and summary alone."""
    return digest(unit for unit in of if unit.field in HEAD)


def own_fields(page: Any) -> list[models.Field]:
    """The columns that a translator may have to do with, in the order of the page's model."""
    left_out = set(getattr(page, "newswire_untranslated", ()))
    return [field for field in _fields(type(page)) if field.name not in left_out]


def relations(page: Any) -> list[str]:
    """The names of rows that a form edits together with the page; never its comments."""
    left_out = set(getattr(page, "newswire_untranslated", ()))
    return [name for name in _relations(page) if name not in left_out]


def _parts(page: Any) -> Iterator[tuple[str, str, str, Any]]:
    for field in own_fields(page):
        if isinstance(field, StreamField):
            raw = field.stream_block.get_prep_value(getattr(page, field.name))
            for kind, identity, part in stream(field.stream_block, raw):
                yield field.name, kind, identity, part
        else:
            yield field.name, "", "", _column(field, page)
    for relation in relations(page):
        rows = [_row(row) for row in getattr(page, relation).all()]
        yield relation, "", "", [row for row in rows if row] or None


def _fields(model: type[models.Model]) -> Iterator[models.Field]:
    """Without the page model's own columns, which are bookkeeping; a host may have swapped that model."""
    base = {field.name for field in model.base_page_model._meta.get_fields()}  # type: ignore[attr-defined]  # Wagtail's
    for field in model._meta.concrete_fields:
        is_own = field.name in OF_EVERY_PAGE or field.name not in base
        if is_own and field.editable and not field.primary_key:
            yield field


def _column(field: models.Field, instance: Any) -> Any:
    """The translatable part of one column; None where there is none."""
    if isinstance(field, StreamField):
        raw = field.stream_block.get_prep_value(getattr(instance, field.name))
        return canonical(field.stream_block, raw)
    if isinstance(field, models.ForeignKey):
        target = getattr(instance, field.attname)
        return {"ref": field.related_model._meta.label_lower, "pk": target} if target else None
    value = getattr(instance, field.attname)
    if isinstance(field, UNSPOKEN) or field.choices or not isinstance(value, str):
        return None
    if isinstance(field, RichTextField):
        return {"html": rich(value)} if rich(value) else None
    return plain(value) or None


def _relations(page: Any) -> Iterator[str]:
    for relation in page._meta.related_objects:
        if (
            isinstance(relation.field, ParentalKey)
            and relation.related_model._meta.app_label != "wagtailcore"
        ):
            yield relation.get_accessor_name()


def _row(row: Any) -> dict[str, Any] | None:
    columns = (
        (field.name, _column(field, row))
        for field in row._meta.concrete_fields
        if field.editable and not field.primary_key and not isinstance(field, ParentalKey)
    )
    return {name: part for name, part in columns if part is not None} or None


def _names(parts: Iterable[Any]) -> dict[tuple[str, Any], str]:
    """What the parts point at, by (model, pk), in words."""
    wanted: dict[str, set[Any]] = {}
    for part in parts:
        for reference in references(part):
            wanted.setdefault(reference["ref"], set()).add(reference["pk"])
    return {
        (label, pk): str(found)
        for label, pks in wanted.items()
        for pk, found in apps.get_model(label)._base_manager.in_bulk(pks).items()
    }


def _hash(part: Any) -> str:
    return hashlib.sha256(spelled(part).encode()).hexdigest()
