"""Who may see, change and add channels, by the permissions on them."""

from typing import Any

from wagtail.permissions import policy_registry

from newswire.publisher.models import Channel

ANY = ["add", "change", "delete", "view"]


def may_see_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_any_permission(user, ANY))


def may_change_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "change"))


def may_add_channels(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Channel).user_has_permission(user, "add"))
