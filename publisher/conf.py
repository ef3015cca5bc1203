"""Every setting of the publisher, typed and with its default. docs/settings.md describes each.

Read with `conf.get()`, never at import: a test or a host may change settings later.
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

PREFIX = "NEWSWIRE_"


@dataclass(frozen=True)
class Settings:
    page_types: tuple[str, ...] = ()  # "app_label.Model" of types ticked by default on a new channel
    allowed_hosts: tuple[str, ...] = ()  # hosts and networks a channel may reach though not public
    secret_keys: tuple[tuple[str, str], ...] = ()  # (key id, key), newest first; empty: SECRET_KEY


@lru_cache(maxsize=1)
def get() -> Settings:
    """The settings as they stand now: `NEWSWIRE_<NAME>`, else the default above."""
    found: dict[str, Any] = {}
    for field in fields(Settings):
        name = PREFIX + field.name.upper()
        if hasattr(django_settings, name):
            value = getattr(django_settings, name)
            found[field.name] = tuple(value) if isinstance(value, list) else value
    return Settings(**found)


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting.startswith(PREFIX):
        get.cache_clear()


setting_changed.connect(_forget, dispatch_uid="newswire_publisher.conf")
