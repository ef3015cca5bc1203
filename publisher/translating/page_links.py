"""The pages that a page leads to, wherever it says so: columns, texts, blocks, rows of its own."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import swapper
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import AbstractPage, Locale

from .units import relations

LINK = re.compile(
    r'(<a\b[^>]*\blinktype="page"[^>]*\bid=")(\d+)(")|(<a\b[^>]*\bid=")(\d+)("[^>]*\blinktype="page")'
)


def pages_linked(page: Any) -> dict[int, Any]:
    """By id. Two queries, and one for each relation."""
    found = {
        pk
        for holder in (page, *(row for _name, rows in _rows(page) for row in rows))
        for field in holder._meta.concrete_fields
        for pk in _ids(field, holder)
    }
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.in_bulk(found - {page.pk})


def versions_in(linked: Mapping[int, Any], locale: Locale) -> dict[int, Any]:
    """Page id to the version of that page in `locale`; an alias is none."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    keys = {page.translation_key for page in linked.values()}
    by_key = {
        page.translation_key: page
        for page in pages.filter(translation_key__in=keys, locale=locale, alias_of__isnull=True)
    }
    return {
        pk: by_key[page.translation_key]
        for pk, page in linked.items()
        if page.locale_id != locale.pk and page.translation_key in by_key
    }


def _rows(page: Any) -> Iterator[tuple[str, list[Any]]]:
    """The rows that belong to the page: a host's related links may stand in them."""
    for relation in relations(page):
        yield relation, list(getattr(page, relation).all())


def _ids(field: Any, page: Any) -> Iterator[int]:
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        yield from _ids_in(field.stream_block, field.stream_block.get_prep_value(value))
    elif isinstance(field, RichTextField):
        yield from _ids_in_text(value)
    elif _is_page_key(field) and value:
        yield value


def lead_to(page: Any, versions: Mapping[int, Any]) -> None:
    """Changes the page in memory: it leads to `versions`, by the ids of the pages that it led to."""
    ids = {pk: version.pk for pk, version in versions.items()}
    _map_columns(page, ids)
    for relation, rows in _rows(page):
        for row in rows:
            _map_columns(row, ids)
        if rows:
            getattr(page, relation).set(rows)


def _map_columns(page: Any, ids: Mapping[int, int]) -> None:
    for field in page._meta.concrete_fields:
        value = getattr(page, field.attname)
        if isinstance(field, StreamField):
            raw = field.stream_block.get_prep_value(value)
            setattr(page, field.name, field.to_python(_mapped(field.stream_block, raw, ids)))
        elif isinstance(field, RichTextField):
            setattr(page, field.attname, _mapped_text(value, ids))
        elif _is_page_key(field) and value in ids:
            setattr(page, field.attname, ids[value])


def _is_page_key(field: Any) -> bool:
    """A link to another page in a column of its own; never the page's own bookkeeping."""
    is_key = isinstance(field, models.ForeignKey) and not isinstance(
        field, models.OneToOneField | ParentalKey
    )
    return (
        is_key
        and field.editable
        and field.name != "alias_of"
        and issubclass(field.related_model, AbstractPage)
    )


def _ids_in(block: blocks.Block, raw: Any) -> Iterator[int]:
    for child, value in _children(block, raw):
        yield from _ids_in(child, value)
    if isinstance(block, blocks.PageChooserBlock) and raw:
        yield raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from _ids_in_text(raw)


def _mapped(block: blocks.Block, raw: Any, ids: Mapping[int, int]) -> Any:
    """The same value with pages in their other language. Ids of blocks stay."""
    if isinstance(block, blocks.PageChooserBlock):
        return ids.get(raw, raw)
    if isinstance(block, blocks.RichTextBlock):
        return _mapped_text(raw, ids)
    if isinstance(block, blocks.BaseStreamBlock):
        known = block.child_blocks
        return [
            {**one, "value": _mapped(known[one["type"]], one["value"], ids)} if one["type"] in known else one
            for one in raw or ()
        ]
    if isinstance(block, blocks.ListBlock):
        return [{**one, "value": _mapped(block.child_block, one["value"], ids)} for one in raw or ()]
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        known = block.child_blocks
        return {
            name: _mapped(known[name], value, ids) if name in known else value for name, value in raw.items()
        }
    return raw


def _children(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    if isinstance(block, blocks.BaseStreamBlock):
        yield from (
            (block.child_blocks[one["type"]], one["value"])
            for one in raw or ()
            if one["type"] in block.child_blocks
        )
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, one["value"]) for one in raw or ())
    elif isinstance(block, blocks.BaseStructBlock):
        yield from ((child, (raw or {}).get(name)) for name, child in block.child_blocks.items())


def _ids_in_text(text: Any) -> Iterator[int]:
    for match in LINK.finditer(str(text or "")):
        yield int(match[2] or match[5])


def _mapped_text(text: Any, ids: Mapping[int, int]) -> Any:
    def other(match: re.Match[str]) -> str:
        before, page_id, after = match.group(1, 2, 3) if match[2] else match.group(4, 5, 6)
        return f"{before}{ids.get(int(page_id), int(page_id))}{after}"

    return LINK.sub(other, text) if text else text
