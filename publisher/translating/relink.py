"""Gives pages another translation key, in a transaction that holds them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from newswire.publisher.capture.raising import touch
from newswire.publisher.models import Priority

from .guard import RELINKS
from .refresh import refresh


def relink(keys: Mapping[int, UUID], held: Mapping[int, Any]) -> None:
    """Page id to key. Each page is saved by itself, so that capture, the search and the reference index
    hear of it; an UPDATE would tell nobody. Old revisions need nothing: publishing one takes key and
    language from the row.
    """
    for page_id, key in sorted(keys.items()):
        page = held[page_id]
        page.translation_key = key
        setattr(page, RELINKS, True)
        page.save(update_fields=["translation_key"], clean=False)


def followed_by(page_ids: Iterable[int]) -> None:
    """After the commit: every version shows the others, so each is compared and sent anew."""
    ids = sorted(page_ids)

    def after() -> None:
        touch(ids, Priority.FRESH)
        for page_id in ids:
            refresh(page_id)

    transaction.on_commit(after, robust=True)
