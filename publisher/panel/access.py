"""Who may see what the sites have of a page, and who may send it again."""

from typing import Any

from wagtail.permissions import policy_registry

from newswire.publisher.models import Channel

from .subject import Subject


def may_see(user: Any, subject: Subject) -> bool:
    """Whoever may edit or publish the page; of one that is deleted: whoever may see the sites."""
    if subject.page is None:
        return may_see_channels(user)
    permissions = subject.page.permissions_for_user(user)
    return bool(permissions.can_edit() or permissions.can_publish())


def may_send(user: Any, subject: Subject) -> bool:
    """Sending again tells the world what publishing has told it: so it takes the same permission."""
    if subject.page is None:
        return may_change_channels(user)
    return bool(subject.page.permissions_for_user(user).can_publish())


def may_see_channels(user: Any) -> bool:
    policy = policy_registry.get_by_type(Channel)
    return bool(policy.user_has_any_permission(user, ["add", "change", "delete", "view"]))


def may_change_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "change"))


def may_add_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "add"))
