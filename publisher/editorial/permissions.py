"""Who may do what: a permission of its own for each act, beside Wagtail's on the page."""

from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from newswire.publisher.models import Intent


class Act(StrEnum):
    """The codenames of the permissions."""

    CORRECT = "publish_correction"
    FIX = "publish_small_fix"
    EMBARGO = "set_embargo"
    TAKE_DOWN = "take_down"
    RESTORE = "restore"


def may(user: Any, act: Act) -> bool:
    """Without a query where the user's permissions have been asked for before."""
    return bool(user.has_perm(f"{Intent._meta.app_label}.{act}"))


def may_publish(user: Any, act: Act, page: Any) -> bool:
    """This act, and to publish this page."""
    return may(user, act) and page.permissions_for_user(user).can_publish()


def registered() -> QuerySet[Permission]:
    """What Wagtail offers in the form of a group."""
    return Permission.objects.filter(
        content_type__app_label=Intent._meta.app_label, codename__in=[act.value for act in Act]
    )
