"""Whose pages a person is shown in reports: all to who may see channels, else those of the own trees."""

from typing import Any

from django.db.models import Q
from wagtail.models import GroupPagePermission
from wagtail.permissions import policy_registry

from newswire.publisher.channels.permissions import may_see_channels
from newswire.publisher.models import Delivery


def may_see_reports(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Delivery).user_has_permission(user, "view"))


def of_pages_of(user: Any, prefix: str = "") -> Q:
    """A condition on publications, or with a `prefix` ("publication__") on what points at them."""
    if may_see_channels(user):
        return Q()
    trees = GroupPagePermission.objects.filter(group__user=user).values_list("page__path", flat=True)
    condition = Q(pk__in=[])
    for path in set(trees):
        condition |= Q(**{f"{prefix}tree_path__startswith": path})
    return condition
