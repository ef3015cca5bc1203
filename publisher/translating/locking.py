"""Holds all pages of some language sets, without ever waiting while holding one.

Who waits for a page while holding another can deadlock with a bulk action, and PostgreSQL may then end
the editor's transaction instead of ours. So a page that somebody holds lets go of all, and tries again.
"""

import time
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import swapper
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from .refusal import Refused

Found = TypeVar("Found")

PATIENCE = 5.0  # seconds
PAUSE = 0.05
# PostgreSQL's SQLSTATE of a row that is held, and of a deadlock: Wagtail's search index updates the
# rows of other pages with each save, in no order.
TRY_AGAIN = frozenset({"55P03", "40P01"})


def holding(page_ids: Collection[int], work: Callable[[dict[int, Any]], Found]) -> Found:
    """Runs `work` in a transaction that holds these pages and all of their sets; by page id.

    Raises Refused where somebody holds one of them for too long, or one is gone.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic():
                pages = _held(page_ids)
                if pages is not None:
                    return work(pages)
        except IntegrityError as error:
            raise Refused(_("Somebody else has just linked one of these pages. Look again.")) from error
        except (OperationalError, TransactionManagementError) as error:
            if not _comes_again(error):
                raise
        if time.monotonic() > deadline:
            raise Refused(_("One of these pages is just being saved. Try again in a moment."))
        time.sleep(PAUSE)


def _comes_again(error: Exception) -> bool:
    """The index's own failure is caught by its task: what is seen of it is the transaction it broke."""
    is_broken = isinstance(error, TransactionManagementError)
    return is_broken or getattr(error.__cause__, "sqlstate", "") in TRY_AGAIN


def _held(page_ids: Collection[int]) -> dict[int, Any] | None:
    """The pages of the sets; None where one has changed its set while it was locked."""
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    keys = set(pages.filter(pk__in=page_ids).values_list("translation_key", flat=True))
    at_once = {"nowait": True} if connection.features.has_select_for_update_nowait else {}
    held = pages.filter(translation_key__in=keys).select_for_update(of=("self",), **at_once).order_by("pk")
    found = {page.pk: page for page in held}
    if missing := set(page_ids) - set(found):
        if not pages.filter(pk__in=missing).count() == len(missing):
            raise Refused(_("One of these pages has been deleted."))
        return None
    return found
