"""Whom alarms are mailed to, and sites that something is told of."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone
from wagtail.users.models import UserProfile

from newswire.publisher.alarms.note import note
from newswire.publisher.models import Alarm, Channel
from support.factories import make_channel

Kind = Alarm.Kind


def person(name: str, lang: str = "", may: bool = True, **fields: Any) -> Any:
    user = get_user_model().objects.create_user(name, f"{name}@news.example.org", "secret", **fields)
    if may:
        user.user_permissions.add(Permission.objects.get(codename="change_channel"))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": lang})
    return user


def tell(kind: str = Kind.FAILING, **fields: Any) -> Channel:
    channel: Channel = make_channel("https://site.example/hook?token=hunter2", **fields)
    note(kind, timezone.now() - timedelta(minutes=2), channel)
    return channel
