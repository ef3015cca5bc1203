"""Celery's tasks: wake-ups. What there is to do stands in the database, so losing one loses nothing."""

from functools import partial
from typing import Any

from celery import Task, shared_task
from django.db import connection

from . import broker, conf, heartbeat, idle, standby, wake
from .schedule import interval
from .seats import SEATS
from .turns import SECONDS, SLICE, Spaced, Turns

# A message is kept until its turn is over; then a lost worker costs nothing but the sweep's seconds.
# The soft limit raises inside a page's own code that does not return; the hard one ends the process.
WAKE_UP: dict[str, Any] = {"acks_late": True, "ignore_result": True, "soft_time_limit": 60, "time_limit": 120}

STEP = 8.0  # seconds of one step of what goes through all pages

_count = idle.Count()


def _dispatch(seconds: float) -> int:
    from . import dispatch

    return dispatch.run(seconds)


def _deliver(seconds: float) -> int:
    from . import deliver

    return deliver.turn(seconds)


def _batch(seconds: float) -> int:
    from .deliver import batches

    return batches.run(seconds)


def _follow(seconds: float) -> int:
    from . import dependents

    return dependents.run(seconds)


def _trigger(seconds: float) -> int:
    from .triggers import run

    return run.act(seconds)


def _jobs(seconds: float) -> int:
    from . import jobs

    return jobs.step(seconds)


def _machine(seconds: float) -> int:
    from .translating.machine import jobs

    return jobs.act(seconds)


def _hub(seconds: float) -> int:
    from .hub import run

    return run.act(seconds)


def _mail() -> None:
    from .alarms import mail as alarms
    from .translating import notices

    alarms.send()
    notices.send()


def _reconcile() -> object:
    from . import reconcile

    return reconcile.step(STEP)


def _translations() -> object:
    from .translating import refresh

    return refresh.step(STEP)


DISPATCH = Turns(_count.of(_dispatch), again=wake.dispatch_soon, stays=standby.DISPATCH.is_called)
DELIVER = Turns(_count.of(_deliver), again=wake.deliver_soon, slice=SECONDS, stays=standby.DELIVER.is_called)
BATCH = Turns(_count.of(_batch), again=wake.batch_soon, slice=SECONDS)
FOLLOW = Turns(_count.of(_follow), again=wake.follow_soon, seconds=SLICE)
TRIGGER = Turns(_count.of(_trigger), again=wake.trigger_soon)
JOBS = Turns(_count.of(_jobs), again=wake.jobs_soon, seconds=SLICE)
MACHINE = Turns(_count.of(_machine), again=wake.machine_soon, seconds=SLICE)
HUB = Turns(_count.of(_hub), again=wake.hub_soon, seconds=SLICE)
RECONCILE = Spaced(_reconcile, every=interval("newswire.reconcile"))
TRANSLATIONS = Spaced(_translations, every=interval("newswire.translations"))


@shared_task(name="newswire.dispatch", **WAKE_UP)
def dispatch(sent: float | None = None) -> int:
    """Renders and announces what capture has noted."""
    return _turn("newswire.dispatch", DISPATCH, sent)


@shared_task(name="newswire.deliver", **WAKE_UP)
def deliver(sent: float | None = None) -> int:
    """Sends what is queued."""
    return _turn("newswire.deliver", DELIVER, sent)


@shared_task(name="newswire.batch", **WAKE_UP)
def batch(sent: float | None = None) -> int:
    """Sends what is queued for channels that take batches: mail, files, pings."""
    return _turn("newswire.batch", BATCH, sent)


@shared_task(name="newswire.follow", **WAKE_UP)
def follow(sent: float | None = None) -> int:
    """Raises the pages that show what was changed."""
    return _turn("newswire.follow", FOLLOW, sent)


@shared_task(name="newswire.trigger", **WAKE_UP)
def trigger(sent: float | None = None) -> int:
    """Acts on accepted calls of the publish webhook."""
    return _turn("newswire.trigger", TRIGGER, sent)


@shared_task(name="newswire.jobs", **WAKE_UP)
def jobs(sent: float | None = None) -> int:
    """Moves backfills and replays on, and watches takedowns."""
    return _turn("newswire.jobs", JOBS, sent)


@shared_task(name="newswire.machine", **WAKE_UP)
def machine(sent: float | None = None) -> int:
    """Gets machine translations; a service may take most of a minute."""
    return _turn("newswire.machine", MACHINE, sent)


@shared_task(name="newswire.hub", **WAKE_UP)
def hub(sent: float | None = None) -> int:
    """Confirms subscriptions to feeds, and sends subscribers what has changed."""
    return _turn("newswire.hub", HUB, sent)


def _turn(name: str, turns: Turns, sent: float | None) -> int:
    """How much it did: Celery writes that into its log (idle.py), and keeps it nowhere."""
    # A sweep is noted though wake-ups left it nothing to do: where they never end, it would seem not to run.
    sweep = sent is None
    if not sweep and turns.has_served(sent):
        return 0
    # Celery may have kept it from the last task (CELERY_DB_REUSE_MAX), and the database restarted since.
    if connection.connection is not None and not connection.is_usable():
        connection.close()
    if sweep:
        heartbeat.note(name)
    _count.done = 0
    SEATS.sit(name, partial(turns.take, sent))
    return _count.done


@shared_task(name="newswire.reconcile", **WAKE_UP)
def reconcile(sent: float | None = None) -> None:
    """Finds pages that disagree with what was announced, whatever changed them."""
    heartbeat.seen("newswire.reconcile", "task")
    SEATS.sit("newswire.reconcile", RECONCILE.take)


@shared_task(name="newswire.translations", **WAKE_UP)
def translations(sent: float | None = None) -> None:
    """Notes what live pages say, so that the translators' desk knows what is out of date."""
    heartbeat.note("newswire.translations")
    SEATS.sit("newswire.translations", TRANSLATIONS.take)


@shared_task(name="newswire.publish_scheduled", bind=True, **WAKE_UP)
def publish_scheduled(self: Task, sent: float | None = None) -> None:
    """Wagtail's go-live and expiry times; NEWSWIRE_PUBLISH_SCHEDULED = False leaves them to a cron, but
    for embargoes: those end to the second."""
    from . import scheduled

    outcome = scheduled.publish_due(embargoes_alone=not conf.get().publish_scheduled)
    heartbeat.seen(self.name, "task", detail="; ".join(outcome.failed))
    if outcome.next_due is not None:
        broker.send(self.name, eta=outcome.next_due)


@shared_task(name="newswire.mail", **WAKE_UP)
def mail(sent: float | None = None) -> None:
    """Mails operators what has been noted, and translators what has changed. Apart from all else: a mail
    server may be slow or down."""
    heartbeat.note("newswire.mail")
    SEATS.sit("newswire.mail", _mail)


@shared_task(name="newswire.ageing", **WAKE_UP)
def ageing(sent: float | None = None) -> None:
    """Takes out of the news sitemaps of static sites what is older than two days."""
    from .static_site.ageing import age

    heartbeat.note("newswire.ageing")
    SEATS.sit("newswire.ageing", partial(age, STEP))


@shared_task(name="newswire.certificates", **WAKE_UP)
def certificates(sent: float | None = None) -> None:
    """Looks how long the certificates of sites are valid."""
    from .certificates import look

    heartbeat.note("newswire.certificates")
    SEATS.sit("newswire.certificates", partial(look, STEP))


@shared_task(name="newswire.prune", **WAKE_UP)
def prune(sent: float | None = None) -> None:
    """Drops what is kept for a time only."""
    from . import prune as pruning

    heartbeat.seen("newswire.prune", "task")
    SEATS.sit("newswire.prune", pruning.prune)
