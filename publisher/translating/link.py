"""Links two existing pages as language versions, with all that are linked to either of them."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from wagtail.log_actions import log

from newswire.publisher.models import Comparison

from . import localize, outside_sets, refuse
from .locking import holding
from .refusal import Refused
from .relink import followed_by, relink

LINK = "newswire.link"


@dataclass(frozen=True)
class Linked:
    """What was done; `batch` names it for `undo`."""

    batch: UUID
    page_ids: tuple[int, ...]  # all members of the set that came out of it
    replaced: tuple[str, ...] = ()  # titles of aliases that made room


def link(page: Any, other: Any, user: Any, replace_aliases: bool = False) -> Linked:
    """Makes one set of the sets of two pages. Acts at once; nothing is published by it.

    Raises Refused, with what to do; then nothing has changed.
    """
    work = partial(_link, page.pk, other.pk, user, replace_aliases)
    return holding({page.pk, other.pk}, work)


def _link(page_id: int, other_id: int, user: Any, replace_aliases: bool, held: dict[int, Any]) -> Linked:
    reader = get_language() or "en"
    page, other = held[page_id], held[other_id]
    refuse.check_pair(page, other, user, reader)
    sets: dict[UUID, list[Any]] = {one.translation_key: [] for one in (page, other)}
    for member in held.values():
        sets[member.translation_key].append(member)
    aliases = refuse.check_taken(sets[page.translation_key], sets[other.translation_key], reader)
    refuse.check_replaceable(aliases, user)
    if aliases and not replace_aliases:
        titles = tuple(alias.get_admin_display_title() for alias in aliases)
        raise Refused(_in_the_way(len(titles)), aliases=titles)
    key = localize.surviving(_older(page, other, sets), _younger(page, other, sets))
    gone = other.translation_key if key == page.translation_key else page.translation_key
    localize.check_free(key, {one.locale_id for one in sets[gone] if not one.alias_of_id})

    removed = [_remove(alias, held) for alias in aliases]
    moving = [one for one in sets[gone] if one.pk in held]
    staying = [one.pk for one in sets[key] if one.pk in held]
    _forget_comparisons({one.pk for one in moving}, set(staying))
    data = {
        "batch": str(uuid4()),
        "key": str(key),
        "keys": {str(one.pk): str(gone) for one in moving},
        "staying": staying,
        "outside": outside_sets.merge(gone, key, reader),
        "aliases": removed,
    }
    relink({one.pk: key for one in moving}, held)
    for one, that in ((page, other), (other, page)):
        named = {"with": that.pk, "title": that.get_admin_display_title()}
        log(one, LINK, user=user, data=data | named)
    followed_by(held)
    titles = tuple(alias["title"] for alias in removed)
    return Linked(UUID(str(data["batch"])), tuple(sorted(held)), titles)


def _older(page: Any, other: Any, sets: dict[UUID, list[Any]]) -> UUID:
    """The key of the set whose page was published first: its source is the source of both."""
    far = timezone.now()
    first = {
        key: min((one.first_published_at or far, one.pk) for one in members) for key, members in sets.items()
    }
    return min((page.translation_key, other.translation_key), key=lambda key: first[key])


def _younger(page: Any, other: Any, sets: dict[UUID, list[Any]]) -> UUID:
    older = _older(page, other, sets)
    return other.translation_key if older == page.translation_key else page.translation_key


def _remove(alias: Any, held: dict[int, Any]) -> dict[str, Any]:
    """Deletes an alias, and the aliases below it; what `undo` needs to make it again."""
    made = {
        "title": alias.get_admin_display_title(),
        "of": alias.alias_of_id,
        "locale": alias.locale_id,
    }
    del held[alias.pk]
    alias.specific.delete()
    return made


def _forget_comparisons(moving: set[int], staying: set[int]) -> None:
    """From an earlier time that they were linked: just linked means not compared yet."""
    across = Q(page_id__in=moving, source_id__in=staying) | Q(page_id__in=staying, source_id__in=moving)
    Comparison.objects.filter(across).delete()


def _in_the_way(count: int) -> str:
    return ngettext(
        "%(count)d alias stands in the way: a page that only follows another one. It can be replaced.",
        "%(count)d aliases stand in the way: pages that only follow others. They can be replaced.",
        count,
    ) % {"count": count}
