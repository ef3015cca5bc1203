"""How many articles each language has live, as drafts, elsewhere, misses, and has from a machine."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import swapper
from django.db.models import Count, Q, QuerySet
from wagtail.models import Locale

from newswire.publisher.models import LiveText, MachineMade, OutsideVersion

from .desk import Cell
from .filters import Filters, left_out, sources

Counts = Mapping[str, Mapping[Cell, int]]


def counts(keys: Sequence[UUID] | None = None) -> Counts:
    """Of the articles of these sets, by language; of all where none are given. Four or five statements."""
    live, of_sources = _live(keys)
    chosen: Any = keys
    if keys is None:
        chosen = sources(Filters()).order_by().values("set_key")
    elsewhere = OutsideVersion.objects.filter(set__in=chosen).values_list("lang").annotate(count=Count("pk"))
    langs = dict(Locale.all_objects.values_list("pk", "language_code"))
    # A language that has nothing yet misses them all.
    result: dict[str, dict[Cell, int]] = {lang: {} for lang in langs.values()}
    for locale_id, count in live.items():
        result[langs[locale_id]][Cell.LIVE] = count
    begun = _begun(chosen)
    for locale_id, drafts, _made in begun:
        if drafts:
            result[langs[locale_id]][Cell.DRAFT] = drafts
    for lang, count in elsewhere:
        result.setdefault(lang, {})[Cell.OUTSIDE] = count
    for known in result.values():
        known[Cell.MISSING] = max(of_sources - sum(known.values()), 0)
    for locale_id, _drafts, made in begun:
        if made:
            result[langs[locale_id]][Cell.MACHINE] = made
    return result


def _live(keys: Sequence[UUID] | None) -> tuple[Counter[int], int]:
    """By locale, and how many articles these are."""
    if keys is not None:
        return _grouped(LiveText.objects.filter(set_key__in=keys))
    # Each set of live pages has one source, so all of them are all rows: an index alone is read.
    live, of_sources = _grouped(LiveText.objects.all())
    without, sources_without = _grouped(LiveText.objects.filter(set_key__in=left_out().values("set_key")))
    return live - without, of_sources - sources_without


def _grouped(texts: QuerySet[LiveText]) -> tuple[Counter[int], int]:
    live, of_sources = Counter[int](), 0
    grouped = texts.values_list("locale_id", "is_source").annotate(count=Count("*"))
    for locale_id, is_source, count in grouped.order_by():
        live[locale_id] += count
        of_sources += count if is_source else 0
    return live, of_sources


def _begun(chosen: Any) -> list[tuple[int, int, int]]:
    """Locale, drafts, machine-made. The table of pages has no index for either: it is read once."""
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    made = Q(pk__in=MachineMade.objects.values("page_id"))
    grouped = pages.filter(Q(live=False) | made, translation_key__in=chosen).values_list("locale_id")
    return list(
        grouped.annotate(
            drafts=Count("pk", filter=Q(live=False, alias_of__isnull=True)), made=Count("pk", filter=made)
        )
    )
