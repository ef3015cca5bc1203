"""Pages, locked and read anew: what an editor's form showed may be minutes old."""

from typing import Any

import swapper
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock

from .refused import Refused


def locked(page_id: int) -> Any:
    """The page as the database has it, locked until the transaction ends. Raises Refused where it is gone."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    page = pages.select_for_update(of=("self",)).filter(pk=page_id).first()
    if page is None:
        raise Refused(_("This page was deleted meanwhile."))
    return page


def is_locked(page: Any, actor: Any, is_of_schedule: bool = False) -> bool:
    """Would Wagtail's editor save nothing: has somebody locked the page, does a workflow or a schedule?

    `is_of_schedule`: what is done is about the schedule too, so that its lock, which is everybody's, does
    not count. Without an actor nothing is locked.
    """
    lock = page.get_lock() if actor is not None else None
    if lock is None or (is_of_schedule and isinstance(lock, ScheduledForPublishLock)):
        return False
    return bool(lock.for_user(actor))


def check_lock(page: Any, actor: Any, is_of_schedule: bool = False) -> None:
    """Raises Refused where the page `is_locked`."""
    if is_locked(page, actor, is_of_schedule):
        title = {"title": page.get_admin_display_title()}
        raise Refused(_("“%(title)s” is locked, so nothing was done. Its editor says by whom.") % title)
