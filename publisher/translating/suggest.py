"""Pages in another language that may say the same, each with the reasons for thinking so."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Locale, ReferenceIndex
from wagtail.permissions import page_permission_policy

MOST = 5
POOL = 300  # candidates that are looked at
NEAR = timedelta(days=3)
ENOUGH = 30  # of about 100: below it a page is no suggestion
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Suggestion:
    page: Any
    score: int
    reasons: tuple[str, ...]


def suggest(page: Any, locale: Locale, user: Any, query: str = "") -> list[Suggestion]:
    """At most five pages of `locale` that this user may edit and that are free to be linked, best first.

    `query`: part of a title; then every page with it counts, and the reasons only order them. A fixed
    number of queries.
    """
    free = _free(page, locale, user)
    pool = free.filter(title__icontains=query.strip()) if query.strip() else free.filter(_near(page))
    candidates = {one.pk: one for one in pool.order_by("-first_published_at", "-pk")[:POOL]}
    ours = _pictures([page.pk]).get(page.pk, set())
    if ours and not query.strip():
        sharing = free.filter(pk__in=_showing(ours)).order_by("-first_published_at", "-pk")
        candidates |= {one.pk: one for one in sharing[:POOL]}
    theirs = _pictures(candidates)
    found = [_judged(page, one, len(ours & theirs.get(one.pk, set()))) for one in candidates.values()]
    wanted = [one for one in found if query.strip() or one.score >= ENOUGH]
    return sorted(wanted, key=lambda one: (-one.score, one.page.pk))[:MOST]


def _free(page: Any, locale: Locale, user: Any) -> QuerySet:
    """Not aliases, not home pages, and in no set that has a version in our language."""
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    taken = pages.filter(locale=page.locale_id, alias_of__isnull=True).exclude(pk=page.pk)
    free = page_permission_policy.instances_user_has_permission_for(user, "change").order_by()
    return (
        free.filter(locale=locale, alias_of__isnull=True, depth__gt=2)
        .exclude(translation_key__in=taken.values("translation_key"))
        .exclude(translation_key=page.translation_key)
        .select_related("locale")
    )


def _near(page: Any) -> Q:
    at = _date(page)
    if at is None:
        return Q(pk__in=[])
    between = (at - NEAR, at + NEAR)
    unpublished = Q(first_published_at__isnull=True, latest_revision_created_at__range=between)
    return Q(first_published_at__range=between) | unpublished


def _judged(page: Any, other: Any, shared: int) -> Suggestion:
    score, reasons = 0, []
    apart = _apart(page, other)
    if apart is not None and apart <= timedelta(days=1):
        score += 20 if apart > timedelta(hours=2) else 25
        reasons.append(_("same date"))
    elif apart is not None and apart <= NEAR:
        score += 10
    if shared:
        score += 40
        reasons.append(_("same pictures"))
    alike = similarity(page.title, other.title)
    score += round(alike * 60)
    if alike >= 0.25:
        reasons.append(_("similar title"))
    if page.slug == other.slug:
        score += 30
        reasons.append(_("same slug"))
    if page.content_type_id == other.content_type_id:
        score += 5
    return Suggestion(other, score, tuple(reasons))


def similarity(one: str, other: str) -> float:
    """How alike two titles in two languages are, 0 to 1: by numbers, names and the letters of words.

    Words of two languages that mean the same often begin alike ("council", "conseil"); names and
    numbers stay. Of two scripts only numbers, and names in the same letters, are left to compare.
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    few, many = sorted((first, second), key=len)
    best = sum(max(_alike(word, that) * _weight(word) for that in many) for word in few)
    return best / max(sum(_weight(word) for word in few), 1.0)


def _words(title: str) -> list[str]:
    flat = unicodedata.normalize("NFKD", title.casefold())
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return [word for word in _WORD.findall(flat) if len(word) > 3 or word.isdigit()]


def _weight(word: str) -> float:
    return 2.0 if word.isdigit() else min(len(word), 8) / 6


def _alike(word: str, other: str) -> float:
    """By the trigrams that two words share (Dice); numbers are the same or not."""
    if word.isdigit() or other.isdigit():
        return float(word == other)
    first, second = _trigrams(word), _trigrams(other)
    alike = 2 * len(first & second) / (len(first) + len(second))
    return alike if alike >= 0.35 else 0.0


def _trigrams(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _date(page: Any) -> datetime | None:
    return page.first_published_at or page.latest_revision_created_at


def _apart(page: Any, other: Any) -> timedelta | None:
    one, that = _date(page), _date(other)
    return abs(one - that) if one and that else None


def _pictures(page_ids: Iterable[int]) -> dict[int, set[str]]:
    """The pictures of pages, as the reference index knows them."""
    found: dict[int, set[str]] = {}
    rows = _references().filter(object_id__in=[str(page_id) for page_id in page_ids])
    for page_id, picture in rows.values_list("object_id", "to_object_id"):
        found.setdefault(int(page_id), set()).add(picture)
    return found


def _showing(pictures: set[str]) -> list[int]:
    rows = _references().filter(to_object_id__in=pictures).values_list("object_id", flat=True)
    return [int(page_id) for page_id in rows[:POOL]]


def _references() -> QuerySet:
    types = ContentType.objects.get_for_models
    page, image = swapper.load_model("wagtailcore", "Page"), get_image_model()
    known = types(page, image)
    return ReferenceIndex.objects.filter(base_content_type=known[page], to_content_type=known[image])
