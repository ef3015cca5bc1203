"""What there is in which language: the to-do list of one language, the matrix of all.

Everything is read from rows: a fixed number of statements for any number of articles.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import swapper
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.coreutils import get_content_languages
from wagtail.models import GroupPagePermission, Locale

from newswire.publisher.languages.versions import default_language
from newswire.publisher.models import (
    Channel,
    Comparison,
    LanguageSet,
    LiveText,
    MachineMade,
    OutsideVersion,
)

from .filters import Filters, sources
from .machine.marks import marked


class Cell(StrEnum):
    SOURCE = "source"
    LIVE = "live"
    STALE = "stale"
    NOT_COMPARED = "not_compared"
    DRAFT = "draft"
    OUTSIDE = "outside"
    ALIAS = "alias"
    MISSING = "missing"
    FALLBACK = "fallback"  # missing, and a site that wants this language is sent another one
    MACHINE = "machine"  # beside what else it is: nobody has confirmed what a machine made


@dataclass(frozen=True)
class Article:
    """One row: the source, and a cell for each language."""

    source: Any
    set_key: UUID
    cells: Mapping[str, Cell] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)  # language to the version's page id
    fallbacks: frozenset[str] = frozenset()  # languages in which sites are sent another one
    machine_made: frozenset[str] = frozenset()  # languages

    def cell(self, lang: str) -> Cell:
        return self.cells.get(lang) or (Cell.FALLBACK if lang in self.fallbacks else Cell.MISSING)


def languages_of(user: Any) -> list[Locale]:
    """Those of the site in whose trees this user may add or change pages, by Wagtail's own permissions."""
    locales = Locale.objects.filter(language_code__in=get_content_languages()).order_by("language_code")
    if user.is_superuser:
        return list(locales)
    granted = GroupPagePermission.objects.filter(
        group__in=user.groups.all(), permission__codename__in=["add_page", "change_page"]
    )
    at_root = granted.filter(page__depth=1).exists()
    return list(locales if at_root else locales.filter(pk__in=granted.values("page__locale")))


def translators() -> QuerySet:
    """People who may add or change pages, by name."""
    users = get_user_model().objects.filter(is_active=True).order_by(get_user_model().USERNAME_FIELD)
    working = GroupPagePermission.objects.filter(permission__codename__in=["add_page", "change_page"])
    return users.filter(Q(is_superuser=True) | Q(groups__in=working.values("group"))).distinct()


def to_do(locale: Locale, filters: Filters, states: Iterable[Cell]) -> QuerySet[LiveText]:
    """Sources whose version in this language is in one of these states, newest first.

    Of one translator: whose version in this very language is theirs.
    """
    wanted = Q()
    conditions = _conditions(locale)
    for state in states:
        wanted |= conditions[state]
    found = sources(filters).exclude(locale_id=locale.pk).filter(wanted)
    if filters.translator:
        theirs = _pages().filter(translation_key=OuterRef("set_key"), locale=locale)
        found = found.filter(Exists(theirs.filter(owner=filters.translator)))
    return found


def of_sets(keys: Sequence[UUID]) -> list[LiveText]:
    """Their sources, in this order."""
    found = {row.set_key: row for row in LiveText.objects.filter(is_source=True, set_key__in=keys)}
    return [found[key] for key in keys if key in found]


def articles(rows: Sequence[LiveText]) -> list[Article]:
    """These sources with all their versions. Six statements."""
    keys = [row.set_key for row in rows]
    known = _known(keys)
    return [
        _article(row, known)
        for row in rows
        if any(page.pk == row.page_id for page in known.members[row.set_key])
    ]


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
    # A comparison may outlive its page, or the page's place in the set.
    members = _pages().order_by().filter(pk=OuterRef("page_id"), alias_of__isnull=True)
    is_member = Exists(members.filter(translation_key=OuterRef(OuterRef("set_key"))))
    compared = Comparison.objects.filter(is_member, source_id=OuterRef("page_id"), locale_id=locale.pk)
    compared = compared.exclude(digest="")
    is_full = _is_full(locale)
    # Texts that are the same have the same head: that is asked only of those that differ.
    differs = Exists(compared.exclude(digest=OuterRef("digest")))
    head_differs = Exists(compared.exclude(head_digest=OuterRef("head_digest")))
    of_version = Comparison.objects.filter(page_id=OuterRef("pk"), source_id=OuterRef(OuterRef("page_id")))
    return {
        Cell.MISSING: ~Exists(version) & ~Exists(outside),
        Cell.DRAFT: Exists(version.filter(live=False)),
        Cell.STALE: differs & (~is_full | head_differs),
        Cell.NOT_COMPARED: Exists(version.filter(~Exists(of_version.exclude(digest="")), live=True)),
        Cell.MACHINE: Exists(version.filter(Exists(MachineMade.objects.filter(page_id=OuterRef("pk"))))),
    }


def _is_full(locale: Locale) -> Any:
    """Is the version in this language, or the source, the full one? Then the head alone is compared."""
    source_lang = Locale.objects.filter(pk=OuterRef(OuterRef("locale_id"))).values("language_code")[:1]
    of = LanguageSet.objects.filter(key=OuterRef("set_key"))
    return Exists(of.filter(Q(full_lang=locale.language_code) | Q(full_lang=Subquery(source_lang))))


def _asked_to_fall_back() -> frozenset[str]:
    """The languages for which a site that is on takes another one."""
    channels = Channel.objects.filter(state=Channel.State.ACTIVE, fallback=Channel.Fallback.SEND)
    return frozenset(lang for langs in channels.values_list("languages", flat=True) for lang in langs)


@dataclass(frozen=True)
class _Known:
    """What is read once for all rows that are shown."""

    members: Mapping[UUID, list[Any]]  # pages
    outside: Mapping[UUID, list[str]]  # languages
    comparisons: Mapping[int, Comparison]
    full: Mapping[UUID, str]  # the language of the full version
    asked: frozenset[str]
    machine_made: Collection[int]  # page ids


def _known(keys: Sequence[UUID]) -> _Known:
    pages = list(_pages().filter(translation_key__in=keys).select_related("locale"))
    ids = [page.pk for page in pages]
    members: dict[UUID, list[Any]] = {key: [] for key in keys}
    for page in pages:
        members[page.translation_key].append(page)
    outside: dict[UUID, list[str]] = {}
    for key, lang in OutsideVersion.objects.filter(set__in=keys).values_list("set_id", "lang"):
        outside.setdefault(key, []).append(lang)
    full = LanguageSet.objects.filter(key__in=keys).exclude(full_lang="").values_list("key", "full_lang")
    return _Known(
        members,
        outside,
        {one.page_id: one for one in Comparison.objects.filter(page_id__in=ids)},
        dict(full),
        _asked_to_fall_back(),
        marked(ids).keys(),
    )


def _article(row: LiveText, known: _Known) -> Article:
    members, full = known.members[row.set_key], known.full.get(row.set_key, "")
    source = next(page for page in members if page.pk == row.page_id)
    cells = dict.fromkeys(known.outside.get(row.set_key, ()), Cell.OUTSIDE)
    pages: dict[str, int] = {}
    for page in members:
        lang = page.locale.language_code
        if page.alias_of_id and lang in cells:
            continue
        head_only = bool(full) and full in {lang, source.locale.language_code}
        cells[lang] = _cell(page, row, known.comparisons.get(page.pk), head_only)
        pages[lang] = page.pk
    default = default_language()
    is_sent = any(page.live and page.locale.language_code == default for page in members)
    return Article(
        source,
        row.set_key,
        cells,
        pages,
        known.asked if is_sent else frozenset(),
        frozenset(lang for lang, page_id in pages.items() if page_id in known.machine_made),
    )


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
