"""Django's system checks of CELERY_... settings that would make our tasks run twice, or not at all."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from .tasks import WAKE_UP

POOLS = ("", "prefork", "solo", "processes")


def examine() -> Iterator[CheckMessage]:
    yield from _visibility()
    yield from _pool()
    yield from _content()


def _visibility() -> Iterator[CheckMessage]:
    """Redis gives a message that is not acknowledged for so long to a second worker."""
    options = getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", None) or {}
    seconds = options.get("visibility_timeout", 3600)
    if not isinstance(seconds, int | float) or seconds <= WAKE_UP["time_limit"]:
        yield Warning(
            f"CELERY_BROKER_TRANSPORT_OPTIONS: a visibility_timeout of {seconds} seconds is shorter than a"
            f" task may run ({WAKE_UP['time_limit']}), so Redis gives tasks to two workers.",
            hint="Leave it at its hour, 3600.",
            id="newswire.W006",
        )


def _pool() -> Iterator[CheckMessage]:
    pool = str(getattr(settings, "CELERY_WORKER_POOL", ""))
    if pool not in POOLS:
        yield Warning(
            f"CELERY_WORKER_POOL is {pool}, in which the time limits of our tasks do not hold.",
            hint="Keep prefork, Celery's default: one process sends hundreds of webhooks at once.",
            id="newswire.W007",
        )


def _content() -> Iterator[CheckMessage]:
    accepted = [str(one) for one in getattr(settings, "CELERY_ACCEPT_CONTENT", ())]
    if accepted and not any("json" in one for one in accepted):
        yield Error(
            "CELERY_ACCEPT_CONTENT has no json, in which wake-ups are written: workers refuse them all.",
            hint='CELERY_ACCEPT_CONTENT = ["json"]',
            id="newswire.E006",
        )
    if any("pickle" in one or "python-serialize" in one for one in accepted):
        yield Warning(
            "CELERY_ACCEPT_CONTENT has pickle: who can write to the broker can run any code in a worker.",
            hint='CELERY_ACCEPT_CONTENT = ["json"]; Newswire needs no other.',
            id="newswire.W008",
        )
