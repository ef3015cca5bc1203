"""Which version the others are translated from."""

from typing import Any
from uuid import UUID

import swapper
from django.db import transaction

from newswire.publisher.models import LanguageSet, LiveText, SourceText

from .refresh import behind, refresh, settle_source
from .units import Unit, as_json, digest, from_json, units


def source_of(key: UUID) -> LiveText | None:
    """The source's row of a set; None while nothing of it is live."""
    return LiveText.objects.filter(set_key=key, is_source=True).first()


def fresh_source(key: UUID) -> LiveText | None:
    """The same, after comparing those live pages of the set that have changed since they were."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    of_set = pages.filter(translation_key=key, live=True, alias_of__isnull=True)
    live = set(of_set.values_list("pk", flat=True))
    seen = set(LiveText.objects.filter(set_key=key).values_list("page_id", flat=True))
    for page_id in sorted((live ^ seen) | behind(live | seen)):
        refresh(page_id)
    return source_of(key)


def origin_of(page: Any) -> Any:
    """What the others are translated from: the live source, else the page that was asked for."""
    row = fresh_source(page.translation_key)
    pages = swapper.load_model("wagtailcore", "Page").objects.select_related("locale")
    return pages.get(pk=row.page_id if row else page.pk).specific


def choose(page: Any) -> None:
    """Makes a live page the source of its set, whatever was first published.

    The others were compared with another text: none of them counts as compared with this one.
    """
    refresh(page.pk)
    with transaction.atomic():
        LiveText.objects.filter(set_key=page.translation_key).update(is_chosen=False)
        LiveText.objects.filter(page_id=page.pk).update(is_chosen=True)
        settle_source([page.translation_key])


def keep_text(found: list[Unit]) -> str:
    """Stores what a page says, for comparing later; its digest."""
    text, _ = SourceText.objects.get_or_create(digest=digest(found), defaults={"units": as_json(found)})
    return text.digest


def kept_text(of: str) -> list[Unit] | None:
    """What was stored under a digest; None where nothing was."""
    stored = SourceText.objects.filter(digest=of).values_list("units", flat=True).first()
    return None if stored is None else from_json(stored)


def live_units(page_id: int) -> list[Unit]:
    """What a page says now, from its row: the live text of a live page."""
    page = swapper.load_model("wagtailcore", "Page").objects.get(pk=page_id)
    return units(page.specific)


def full_language(key: UUID) -> str:
    """The language of the member marked "this is the full version"; empty: none."""
    return LanguageSet.objects.filter(key=key).values_list("full_lang", flat=True).first() or ""
