"""Who is told, and in which language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from wagtail.permissions import policy_registry

from newswire.publisher import conf
from newswire.publisher.models import Channel


@dataclass(frozen=True)
class Recipient:
    address: str
    lang: str


def recipients() -> list[Recipient]:
    """NEWSWIRE_ALARM_RECIPIENTS; where it is empty, active users who may change channels. Each once."""
    named = [Recipient(address, settings.LANGUAGE_CODE) for address in conf.get().alarm_recipients]
    return list({one.address.casefold(): one for one in named or _users()}.values())


def recipient(user: Any) -> Recipient | None:
    """Where a user is told, in the language of their account; None without an address."""
    address = getattr(user, user.get_email_field_name(), "")
    profile = getattr(user, "wagtail_userprofile", None)
    lang = (profile and profile.preferred_language) or settings.LANGUAGE_CODE
    return Recipient(address, lang) if address else None


def _users() -> Iterator[Recipient]:
    policy = policy_registry.get_by_type(Channel)
    users = policy.users_with_permission("change").filter(is_active=True).order_by("pk")
    for user in users.select_related("wagtail_userprofile"):
        if found := recipient(user):
            yield found
