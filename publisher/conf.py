"""Every setting of the publisher, typed and with its default. docs/settings.md describes each.

Read with `conf.get()`, never at import: a test or a host may change settings later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

PREFIX = "NEWSWIRE_"


@dataclass(frozen=True)
class Settings:
    page_types: tuple[str, ...] = ()  # "app_label.Model" of types ticked by default on a new channel
    allowed_hosts: tuple[str, ...] = ()  # hosts and networks a channel may reach though not public
    base_url: str = ""  # where Newswire's own addresses are reached; empty: WAGTAILADMIN_BASE_URL
    release: str = ""  # names the code that runs, so that failed pages are tried with a new one; empty: found
    secret_keys: tuple[tuple[str, str], ...] = ()  # (key id, key), newest first; empty: SECRET_KEY
    deadline: float = 20.0  # seconds for connect, TLS, headers and body of one attempt together
    deliver_at_once: int = 400  # sends under way at once in one worker process
    # Seconds after each failed attempt, before jitter; the last comes their sum after the first: 75 h 35 min.
    retry_schedule: tuple[float, ...] = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
    publish_scheduled: bool = True  # the beat runs Wagtail's publish_scheduled; False: a cron does
    alarm_recipients: tuple[str, ...] = ()  # mail addresses; empty: users who may change channels
    keep_attempts_days: int = 30  # attempts, calls of the publish webhook, alarms
    keep_payloads_days: int = 30  # bodies, and sendings that are over; never what somebody still needs
    keep_pictures_days: int = (
        90  # files made of a picture that was replaced, and not taken down; 0: not at all
    )
    cascade_from: int = 1000  # a change that touches more pages than this becomes a job
    cascade_per_minute: int | None = 600  # pages that such a job touches; None: as fast as it goes
    backfill_per_minute: int | None = 600  # pages that "Send existing" and "Send again" queue; None: no limit
    takedown_alarm_minutes: float = 15  # after which operators are told that a takedown is not confirmed
    monitoring_token: str = ""  # who sends it as a bearer sees the metrics, and why we are not ready
    monitoring_addresses: tuple[str, ...] = ()  # and who connects from these networks, without a proxy
    metrics_channels: int = 100  # channels with metrics of their own, those that wait longest
    pulse_file: str = ""  # a worker or beat touches it every 15 seconds; empty: none
    machine_translator: Mapping[str, Any] = field(default_factory=dict)  # BACKEND and OPTIONS; empty: off
    hub: bool = False  # a WebSub hub of our own, which the feeds name
    hub_subscriptions: int = 1000  # in all
    hub_per_host: int = 20  # of callbacks on one host
    audit_hours: int = 24  # within which every live page is rendered again and compared


@lru_cache(maxsize=1)
def get() -> Settings:
    """The settings as they stand now: `NEWSWIRE_<NAME>`, else the default above."""
    found: dict[str, Any] = {}
    for one in fields(Settings):
        name = PREFIX + one.name.upper()
        if hasattr(django_settings, name):
            value = getattr(django_settings, name)
            found[one.name] = tuple(value) if isinstance(value, list) else value
    return Settings(**found)


def _forget(*, setting: str, **kwargs: Any) -> None:
    if setting.startswith(PREFIX):
        get.cache_clear()


setting_changed.connect(_forget, dispatch_uid="newswire_publisher.conf")
