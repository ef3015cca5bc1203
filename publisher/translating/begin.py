"""Begins a version as a copy of its source: blocks, pictures and credits stay, links change language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import swapper
from django.conf import settings
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.coreutils import find_available_slug
from wagtail.fields import RichTextField, StreamField
from wagtail.log_actions import log
from wagtail.models import AbstractPage, Locale

from newswire.publisher.languages.names import language_name

from .refusal import Refused

LINK = re.compile(
    r'(<a\b[^>]*\blinktype="page"[^>]*\bid=")(\d+)(")|(<a\b[^>]*\bid=")(\d+)("[^>]*\blinktype="page")'
)


@dataclass(frozen=True)
class Begun:
    page: Any  # the draft
    mapped: tuple[str, ...]  # titles of versions that its links lead to now
    missing: tuple[str, ...]  # titles of pages that have no version in its language: links to them stay


def check(source: Any, locale: Locale, user: Any) -> Any:
    """Where the version would stand: the version of the page above, in that language.

    Raises Refused where there is none, the language is taken, or this user may not add a page there.
    """
    language = {"language": language_name(locale.language_code, get_language() or "en")}
    pages = swapper.load_model("wagtailcore", "Page").objects
    taken = pages.filter(translation_key=source.translation_key, locale=locale).first()
    if taken is not None and not taken.alias_of_id:
        raise Refused(_("There is a version in %(language)s already.") % language)
    if taken is not None:
        raise Refused(
            _("In %(language)s an alias stands here. Convert it into a page of its own: it keeps its place.")
            % language
        )
    above = source.get_parent()
    parent = pages.filter(translation_key=above.translation_key, locale=locale).first()
    if parent is None:
        title = {"title": above.get_admin_display_title()}
        raise Refused(
            _("“%(title)s”, the page above, has no version in %(language)s yet.") % (title | language)
        )
    if not parent.permissions_for_user(user).can_add_subpage():
        raise Refused(_("You may not add pages in %(language)s.") % language)
    return parent


def begin(source: Any, locale: Locale, user: Any, title: str = "") -> Begun:
    """Makes the draft. It is compared with the source's live text from the start. Raises Refused.

    `title`: its headline, which gives it a slug in its own language; empty: both are the source's.
    """
    parent = check(source, locale, user)
    with transaction.atomic():
        draft = source.specific.copy_for_translation(locale)
        draft = type(source.specific).objects.get(pk=draft.pk)
        linked = _pages_linked(draft)
        versions = _versions(linked, locale)
        _map(draft, versions)
        draft.owner = user
        if title:
            _name(draft, title, parent)
        draft.save(clean=False)
        draft.save_revision(user=user, clean=False, log_action=False)
        log(draft, "wagtail.copy_for_translation", user=user, data={"source": {"id": source.pk}})
    missing = [page for page in linked.values() if page.locale_id != locale.pk and page.pk not in versions]
    return Begun(
        draft,
        tuple(page.title for page in versions.values()),
        tuple(page.get_admin_display_title() for page in missing),
    )


def _name(draft: Any, title: str, parent: Any) -> None:
    draft.title = draft.draft_title = title
    # A headline in letters that the project allows in no address gives none: the source's stays.
    if slug := slugify(title, allow_unicode=getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)):
        draft.slug = find_available_slug(parent, slug[:255])


def links_of(source: Any, locale: Locale) -> tuple[list[Any], list[Any]]:
    """What a draft begun now would link to: pages with a version in that language, and those without."""
    linked = _pages_linked(source.specific)
    versions = _versions(linked, locale)
    foreign = [page for page in linked.values() if page.locale_id != locale.pk]
    return (
        [page for page in foreign if page.pk in versions],
        [page for page in foreign if page.pk not in versions],
    )


def _pages_linked(page: Any) -> dict[int, Any]:
    found = {pk for field in page._meta.concrete_fields for pk in _ids(field, page)}
    pages = swapper.load_model("wagtailcore", "Page").objects
    return pages.in_bulk(found - {page.pk})


def _versions(linked: Mapping[int, Any], locale: Locale) -> dict[int, Any]:
    """Page id to the version of that page in `locale`."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    keys = {page.translation_key for page in linked.values()}
    by_key = {page.translation_key: page for page in pages.filter(translation_key__in=keys, locale=locale)}
    return {
        pk: by_key[page.translation_key]
        for pk, page in linked.items()
        if page.locale_id != locale.pk and page.translation_key in by_key
    }


def _ids(field: Any, page: Any) -> Iterator[int]:
    value = getattr(page, field.attname)
    if isinstance(field, StreamField):
        yield from _ids_in(field.stream_block, field.stream_block.get_prep_value(value))
    elif isinstance(field, RichTextField):
        yield from _ids_in_text(value)
    elif _is_page_key(field) and value:
        yield value


def _map(page: Any, versions: Mapping[int, Any]) -> None:
    ids = {pk: version.pk for pk, version in versions.items()}
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
    is_key = isinstance(field, models.ForeignKey) and not isinstance(field, models.OneToOneField)
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
