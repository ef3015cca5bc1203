"""Takes a page out of its language set, and takes a link back."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import swapper
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, PageLogEntry

from . import localize, outside_sets, refuse
from .link import LINK
from .locking import holding
from .refusal import Refused
from .relink import followed_by, relink

UNLINK = "newswire.unlink"
UNDO = "newswire.link_undone"


def unlink(page: Any, user: Any) -> UUID:
    """Gives a page a set of its own. What is known of the set's outside versions stays with the others.

    The new key. Raises Refused, with what to do; then nothing has changed.
    """
    return holding({page.pk}, partial(_unlink, page.pk, user))


def undo(page: Any, batch: UUID, user: Any) -> None:
    """Takes a link back as its log tells it, aliases that it replaced too.

    Raises Refused where the pages have been linked or unlinked again since.
    """
    entry = next((one for one in _links(page.pk) if one.data.get("batch") == str(batch)), None)
    if entry is None:
        raise Refused(_("There is nothing to undo."))
    before = {int(page_id): UUID(key) for page_id, key in entry.data["keys"].items()}
    holding({page.pk, entry.data["with"]}, partial(_undo, page.pk, entry.data, before, user))


def _unlink(page_id: int, user: Any, held: dict[int, Any]) -> UUID:
    page = held[page_id]
    refuse.check_page(page, user)
    leaving = following(page, held)
    others = [one for one in held.values() if one.pk not in leaving]
    if not others:
        raise Refused(_("This page is linked to no other page."))
    localize.leave(page)
    key = uuid4()
    old = str(page.translation_key)
    relink(dict.fromkeys(leaving, key), held)
    log(page, UNLINK, user=user, data={"from": [one.pk for one in others], "key": old})
    for one in others:
        if not one.alias_of_id:
            data = {"page": page.pk, "title": page.get_admin_display_title(), "key": old}
            log(one, UNLINK, user=user, data=data)
    followed_by(held)
    return key


def following(page: Any, held: dict[int, Any]) -> set[int]:
    """The page, and the aliases in its set that follow it, at any remove."""
    found = {page.pk}
    while more := {one.pk for one in held.values() if one.alias_of_id in found} - found:
        found |= more
    return found


def _undo(
    page_id: int, data: dict[str, Any], before: dict[int, UUID], user: Any, held: dict[int, Any]
) -> None:
    for one_id in (page_id, data["with"]):
        refuse.check_page(held[one_id], user)
    now = {held[one].translation_key for one in (*before, *data["staying"]) if one in held}
    if now != {UUID(data["key"])} or not set(before) <= set(held):
        raise Refused(_("These pages have been linked or unlinked again since: unlink them one by one."))
    relink(before, held)
    outside_sets.part(data["outside"], next(iter(before.values())))
    for alias in data["aliases"]:
        _make_again(alias)
    for one_id, other_id in ((page_id, data["with"]), (data["with"], page_id)):
        named = {"with": other_id, "title": held[other_id].get_admin_display_title()}
        log(held[one_id], UNDO, user=user, data={"batch": data["batch"], **named})
    followed_by(held)


def _make_again(alias: dict[str, Any]) -> None:
    pages = swapper.load_model("wagtailcore", "Page").objects
    source = pages.filter(pk=alias["of"]).first()
    locale = Locale.objects.filter(pk=alias["locale"]).first()
    if source and locale and not source.has_translation(locale):
        source.specific.copy_for_translation(locale, copy_parents=True, alias=True)


def _links(page_id: int) -> Any:
    return PageLogEntry.objects.filter(page=page_id, action=LINK).order_by("-timestamp")[:20]
