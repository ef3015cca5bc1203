"""What there is in which language: the to-do list of one language, the matrix of all, and its counts.

Everything is read from rows: a fixed number of statements for any number of articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import swapper
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale

from newswire.publisher.models import Comparison, LanguageSet, LiveText, OutsideVersion, Publication


class Cell(StrEnum):
    SOURCE = "source"
    LIVE = "live"
    STALE = "stale"
    NOT_COMPARED = "not_compared"
    DRAFT = "draft"
    OUTSIDE = "outside"
    ALIAS = "alias"
    MISSING = "missing"


@dataclass(frozen=True)
class Filters:
    """What the desk is narrowed to; empty: all."""

    query: str = ""  # part of the source's title
    section: str = ""  # tree path of a page that the source stands below
    topic: str = ""  # slug
    owner: int | None = None  # id of the source's owner
    days: int | None = None  # published at most so many days ago
    mine: int | None = None  # id of a user who owns a version


@dataclass(frozen=True)
class Article:
    """One row: the source, and a cell for each language."""

    source: Any
    set_key: UUID
    cells: Mapping[str, Cell] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)  # language to the version's page id


def languages_of(user: Any) -> list[Locale]:
    """Those in whose trees this user may add or change pages, by Wagtail's own permissions."""
    locales = Locale.objects.order_by("language_code")
    if user.is_superuser:
        return list(locales)
    granted = GroupPagePermission.objects.filter(
        group__in=user.groups.all(), permission__codename__in=["add_page", "change_page"]
    )
    at_root = granted.filter(page__depth=1).exists()
    return list(locales if at_root else locales.filter(pk__in=granted.values("page__locale")))


def to_do(locale: Locale, filters: Filters, states: Iterable[Cell]) -> QuerySet[LiveText]:
    """Sources whose version in this language is in one of these states, newest first."""
    wanted = Q()
    conditions = _conditions(locale)
    for state in states:
        wanted |= conditions[state]
    return sources(filters).exclude(locale_id=locale.pk).filter(wanted)


def sources(filters: Filters) -> QuerySet[LiveText]:
    found = LiveText.objects.filter(is_source=True).order_by("-first_published_at", "-page_id")
    if filters.days:
        found = found.filter(first_published_at__gte=timezone.now() - timedelta(days=filters.days))
    if filters.query or filters.section or filters.owner:
        pages = _pages().filter(pk=OuterRef("page_id"))
        if filters.query:
            pages = pages.filter(title__icontains=filters.query)
        if filters.section:
            pages = pages.filter(path__startswith=filters.section)
        if filters.owner:
            pages = pages.filter(owner=filters.owner)
        found = found.filter(Exists(pages))
    if filters.topic:
        topics = Publication.objects.annotate(named=Cast("topics", TextField()))
        found = found.filter(
            Exists(topics.filter(page_id=OuterRef("page_id"), named__contains=f'"{filters.topic}"'))
        )
    if filters.mine:
        found = found.filter(Exists(_pages().filter(translation_key=OuterRef("set_key"), owner=filters.mine)))
    return found


def articles(rows: Sequence[LiveText]) -> list[Article]:
    """These sources with all their versions. Five statements."""
    keys = [row.set_key for row in rows]
    members = list(_pages().filter(translation_key__in=keys).select_related("locale"))
    outside = OutsideVersion.objects.filter(set__in=keys).values_list("set_id", "lang")
    known = {one.page_id: one for one in Comparison.objects.filter(page_id__in=[page.pk for page in members])}
    full = dict(
        LanguageSet.objects.filter(key__in=keys).exclude(full_lang="").values_list("key", "full_lang")
    )
    by_key: dict[UUID, list[Any]] = {key: [] for key in keys}
    for page in members:
        by_key[page.translation_key].append(page)
    elsewhere: dict[UUID, list[str]] = {}
    for key, lang in outside:
        elsewhere.setdefault(key, []).append(lang)
    return [
        _article(row, by_key[row.set_key], elsewhere.get(row.set_key, []), known, full.get(row.set_key, ""))
        for row in rows
        if any(page.pk == row.page_id for page in by_key[row.set_key])
    ]


def counts(filters: Filters) -> dict[str, dict[Cell, int]]:
    """How many articles each language has live, as drafts, elsewhere, and misses. Three statements."""
    found = sources(filters).order_by()
    total = found.count()
    keys = found.values("set_key")
    here = (
        _pages()
        .order_by()
        .filter(translation_key__in=keys, alias_of__isnull=True)
        .values("locale__language_code", "live")
        .annotate(count=Count("pk"))
    )
    elsewhere = OutsideVersion.objects.filter(set__in=keys).values("lang").annotate(count=Count("pk"))
    away = {one["lang"]: one["count"] for one in elsewhere}
    result: dict[str, dict[Cell, int]] = {}
    for one in here:
        cell = Cell.LIVE if one["live"] else Cell.DRAFT
        result.setdefault(one["locale__language_code"], {})[cell] = one["count"]
    for lang in {*result, *away}:
        result.setdefault(lang, {})[Cell.OUTSIDE] = away.get(lang, 0)
    for known in result.values():
        there = sum(known.values())
        known[Cell.MISSING] = max(total - there, 0)
    return result


def last_done(user: Any, most: int = 5) -> list[tuple[Comparison, Any]]:
    """What this user confirmed last, with its page."""
    confirmed = Comparison.objects.filter(by=user, how=Comparison.How.CONFIRMED).order_by("-at")[:most]
    pages = _pages().in_bulk([one.page_id for one in confirmed])
    return [(one, pages[one.page_id]) for one in confirmed if one.page_id in pages]


def _conditions(locale: Locale) -> dict[Cell, Any]:
    version = (
        _pages().order_by().filter(translation_key=OuterRef("set_key"), locale=locale, alias_of__isnull=True)
    )
    outside = OutsideVersion.objects.filter(set=OuterRef("set_key"), lang=locale.language_code)
    compared = (
        Comparison.objects.annotate(wanted=Subquery(_version_of(OuterRef(OuterRef("set_key")), locale)))
        .filter(page_id=F("wanted"), source_id=OuterRef("page_id"))
        .exclude(digest="")
    )
    is_full = _is_full(locale)
    differs = Exists(compared.exclude(digest=OuterRef("digest"))) & ~is_full
    head_differs = Exists(compared.exclude(head_digest=OuterRef("head_digest"))) & is_full
    live = Exists(version.filter(live=True))
    return {
        Cell.MISSING: ~Exists(version) & ~Exists(outside),
        Cell.DRAFT: Exists(version.filter(live=False)),
        Cell.STALE: differs | head_differs,
        Cell.NOT_COMPARED: live & ~Exists(compared),
    }


def _version_of(key: Any, locale: Locale) -> QuerySet:
    found = _pages().order_by().filter(translation_key=key, locale=locale, alias_of__isnull=True)
    return found.values("pk")[:1]


def _is_full(locale: Locale) -> Any:
    """Is the version in this language, or the source, the full one? Then the head alone is compared."""
    source_lang = Locale.objects.filter(pk=OuterRef(OuterRef("locale_id"))).values("language_code")[:1]
    of = LanguageSet.objects.filter(key=OuterRef("set_key"))
    return Exists(of.filter(Q(full_lang=locale.language_code) | Q(full_lang=Subquery(source_lang))))


def _article(
    row: LiveText, members: list[Any], outside: list[str], known: dict[int, Comparison], full: str
) -> Article:
    source = next(page for page in members if page.pk == row.page_id)
    cells = dict.fromkeys(outside, Cell.OUTSIDE)
    pages: dict[str, int] = {}
    for page in members:
        lang = page.locale.language_code
        if page.alias_of_id and lang in cells:
            continue
        head_only = bool(full) and full in {lang, source.locale.language_code}
        cells[lang], pages[lang] = _cell(page, row, known.get(page.pk), head_only), page.pk
    return Article(source, row.set_key, cells, pages)


def _cell(page: Any, row: LiveText, comparison: Comparison | None, head_only: bool) -> Cell:
    if page.pk == row.page_id:
        return Cell.SOURCE
    if page.alias_of_id:
        return Cell.ALIAS
    if comparison is None or not comparison.digest or comparison.source_id != row.page_id:
        return Cell.NOT_COMPARED if page.live else Cell.DRAFT
    seen, now = (comparison.head_digest, row.head_digest) if head_only else (comparison.digest, row.digest)
    if seen != now:
        return Cell.STALE
    return Cell.LIVE if page.live else Cell.DRAFT


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.all()
