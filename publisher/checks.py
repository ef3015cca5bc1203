"""Django's system checks of the publisher: what is wrong with the settings alone. docs/checks.md.

What needs the database, the broker or the workers is `newswire_doctor`'s.
"""

import ipaddress
import math
from collections.abc import Callable, Iterator
from dataclasses import fields
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse
from wagtail.models import get_page_models

from . import celery_checks, conf, database_checks, setting_kinds
from .channels.page_types import proxies

LONGEST_DEADLINE = 35  # seconds: a task of 20 has to end within its soft limit of 60

# What a number must be at least.
LEAST: dict[str, float] = {
    "deliver_at_once": 1,
    "keep_attempts_days": 1,
    "keep_payloads_days": 1,
    "keep_pictures_days": 0,
    "cascade_from": 0,
    "cascade_per_minute": 1,
    "backfill_per_minute": 1,
    "takedown_alarm_minutes": 0,
    "metrics_channels": 0,
    "audit_hours": 1,
    "hub_subscriptions": 0,
    "hub_per_host": 0,
}
# And at most, who means "for ever" or "never" too: no date is further away than some thousand years.
MOST: dict[str, float] = {
    "keep_attempts_days": 36_500,
    "keep_payloads_days": 36_500,
    "keep_pictures_days": 36_500,
    "takedown_alarm_minutes": 525_600,
    "audit_hours": 876_000,
}
LONGEST_WAIT = 31_536_000  # seconds between two tries
LONGEST_KEY_ID = 40
UNLIMITED = ("cascade_per_minute", "backfill_per_minute")

Check = Callable[[], Iterator[CheckMessage]]


def connect() -> None:
    """Registers the checks with Django, once."""
    register(check_settings, "newswire")


def check_settings(**kwargs: Any) -> list[CheckMessage]:
    if wrong := list(setting_kinds.examine()):
        return [*_unknown_names(), *wrong]  # the others take each for what it should be
    return [message for check in CHECKS for message in check()]


def _unknown_names() -> Iterator[CheckMessage]:
    known = {conf.PREFIX + field.name.upper() for field in fields(conf.Settings)}
    # Apps beside this one say theirs on their AppConfig.
    for config in apps.get_app_configs():
        known.update(getattr(config, "newswire_settings", ()))
    for name in sorted(name for name in dir(settings) if name.startswith(conf.PREFIX)):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else "docs/settings.md lists every setting."
            yield Error(f"There is no setting {name}.", hint=hint, id="newswire.E001")


def _secret_keys() -> Iterator[CheckMessage]:
    given = conf.get().secret_keys
    keys = given if isinstance(given, list | tuple) else ("",)
    hint = 'NEWSWIRE_SECRET_KEYS = [("2026-a", os.environ["SEALING_KEY"])], the newest first.'
    pairs = [key for key in keys if _is_key(key)]
    if len(pairs) != len(keys):
        yield Error(
            "NEWSWIRE_SECRET_KEYS is not a list of (key id, key), both texts, the id of"
            f" {LONGEST_KEY_ID} characters at most.",
            hint=hint,
            id="newswire.E002",
        )
    elif len({key_id for key_id, _ in pairs}) != len(pairs):
        yield Error("Two keys of NEWSWIRE_SECRET_KEYS have the same id.", hint=hint, id="newswire.E003")


def _is_key(key: object) -> bool:
    if not isinstance(key, list | tuple) or len(key) != 2:
        return False
    return all(isinstance(part, str) and part for part in key) and len(key[0]) <= LONGEST_KEY_ID


def _page_types() -> Iterator[CheckMessage]:
    known = {model._meta.label_lower: model._meta.label for model in get_page_models()}
    concrete = proxies()
    for label in conf.get().page_types:
        if other := concrete.get(label.lower()):
            yield Error(
                f"NEWSWIRE_PAGE_TYPES names {label}, a proxy: its pages are stored as {other}.",
                hint=f"Name {other}.",
                id="newswire.E004",
            )
        elif label.lower() not in known:
            near = get_close_matches(label.lower(), known, n=1)
            hint = f"Did you mean {known[near[0]]}?" if near else "It takes app_label.Model."
            yield Error(
                f"NEWSWIRE_PAGE_TYPES names {label}: no such page type.", hint=hint, id="newswire.E004"
            )


def _addresses() -> Iterator[CheckMessage]:
    try:
        reverse("newswire_v1:publication", args=[UUID(int=0)])
    except NoReverseMatch:
        yield Warning(
            "newswire.publisher.urls is not in ROOT_URLCONF: receivers cannot catch up, and probes,"
            " publish webhooks and shared drafts lead nowhere.",
            hint='urlpatterns = [path("newswire/", include("newswire.publisher.urls")), *urlpatterns]',
            id="newswire.W010",
        )


def _time_zone() -> Iterator[CheckMessage]:
    if not settings.USE_TZ:
        yield Error(
            "USE_TZ is off, so a publication date cannot be sent with its offset.",
            hint="Set USE_TZ = True and TIME_ZONE to the newsroom's.",
            id="newswire.E005",
        )


def _languages() -> Iterator[CheckMessage]:
    several = len(getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", ())) > 1
    if several and not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        yield Warning(
            "WAGTAIL_CONTENT_LANGUAGES has several languages, but WAGTAIL_I18N_ENABLED is off.",
            hint="Set WAGTAIL_I18N_ENABLED = True; without it no language version is found.",
            id="newswire.W003",
        )


def _eager() -> Iterator[CheckMessage]:
    if getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False):
        yield Warning(
            "CELERY_TASK_ALWAYS_EAGER is on; wake-ups go to the broker all the same.",
            hint="Run a worker and a beat; an article is not rendered in its editor's request.",
            id="newswire.W004",
        )


def _deadline() -> Iterator[CheckMessage]:
    deadline = conf.get().deadline
    if not _is_number(deadline, 0) or not 0 < deadline <= LONGEST_DEADLINE:
        yield Warning(
            f"NEWSWIRE_DEADLINE is not between 0 and {LONGEST_DEADLINE} seconds.",
            hint="15 to 30 seconds are usual; a task that sends is ended after a minute.",
            id="newswire.W005",
        )


def _numbers() -> Iterator[CheckMessage]:
    """Beyond these nothing is sent, kept or compared; None is "no limit" where the default may be None."""
    current = conf.get()
    for name, least in LEAST.items():
        value, most = getattr(current, name), MOST.get(name, math.inf)
        if not (value is None and name in UNLIMITED) and not _is_number(value, least, most):
            limits = f"from {least} to {most}" if name in MOST else f"from {least} up"
            yield Error(
                f"{conf.PREFIX}{name.upper()} is {value!r}, which is no number {limits}.",
                hint="docs/settings.md has the default, and what it means.",
                id="newswire.E007",
            )


def _is_number(value: object, least: float, most: float = math.inf) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _retries() -> Iterator[CheckMessage]:
    schedule = conf.get().retry_schedule
    is_list = isinstance(schedule, tuple) and bool(schedule)
    if not is_list or not all(_is_number(one, 0, LONGEST_WAIT) for one in schedule):
        yield Error(
            "NEWSWIRE_RETRY_SCHEDULE is not a list of seconds, with one at least, none above a year.",
            hint="(5, 300, 1800, 7200): the wait after each failed attempt.",
            id="newswire.E008",
        )


def _networks() -> Iterator[CheckMessage]:
    for address in conf.get().monitoring_addresses:
        try:
            ipaddress.ip_network(address, strict=False)
        except ValueError:
            yield Error(
                f"NEWSWIRE_MONITORING_ADDRESSES names {address}: no address and no network.",
                hint='["10.1.0.0/16", "192.0.2.7"]; names are not looked up.',
                id="newswire.E009",
            )


def _everywhere() -> Iterator[CheckMessage]:
    if any(host in ("*", "0.0.0.0/0", "::/0") for host in conf.get().allowed_hosts):
        yield Warning(
            "NEWSWIRE_ALLOWED_HOSTS lets channels reach every address, this machine's own services too.",
            hint="Name the hosts or networks that are not public and are meant.",
            id="newswire.W009",
        )


CHECKS: tuple[Check, ...] = (
    _unknown_names,
    _secret_keys,
    _page_types,
    _addresses,
    _time_zone,
    _languages,
    _eager,
    _deadline,
    _numbers,
    _retries,
    _networks,
    _everywhere,
    database_checks.examine,
    celery_checks.examine,
)
