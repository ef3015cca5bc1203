"""Who was seen last: workers, the queues they take, the beat, the periodic tasks."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from newswire.publisher import broker, conf
from newswire.publisher.celery import app as own
from newswire.publisher.deliver import clock
from newswire.publisher.heartbeat import EVERY
from newswire.publisher.models import Heartbeat
from newswire.publisher.reports.lasting import lasting_since

from .findings import Finding, error, ok, warning

ALIVE = timedelta(seconds=4 * EVERY)
TASKS = (
    "newswire.dispatch",
    "newswire.deliver",
    "newswire.batch",
    "newswire.follow",
    "newswire.trigger",
    "newswire.jobs",
)
START = "celery -A newswire.publisher worker -B"


def examine() -> Iterator[Finding]:
    workers = alive("worker")
    if not workers:
        yield error(_("Workers: none is running%(seen)s.") % {"seen": _last("worker")}, _start())
        return
    yield ok(_("Workers: %(names)s.") % {"names": ", ".join(row.name for row in workers)})
    yield from _queues({queue for row in workers for queue in row.queues})
    yield from _beat()
    yield from _scheduled()


def alive(*roles: str) -> list[Heartbeat]:
    since = clock.about_now() - ALIVE
    return list(Heartbeat.objects.filter(role__in=roles, seen_at__gt=since).order_by("name"))


def _last(role: str) -> str:
    row = Heartbeat.objects.filter(role=role).order_by("-seen_at").first()
    return _(", the last was seen %(time)s ago") % {"time": lasting_since(row.seen_at)} if row else ""


def _start() -> str:
    return _("Start one: %(command)s") % {"command": START}


def _queues(taken: set[str]) -> Iterator[Finding]:
    router = broker.app().amqp.router
    wanted = {router.route({}, task)["queue"].name for task in TASKS}
    for queue in sorted(wanted - taken):
        advice = _("Start one with -Q %(queue)s, or one without -Q.") % {"queue": queue}
        if broker.app() is own:
            # Else wake-ups of this process go where no worker looks, and pages wait for the beat.
            mine = _(
                "If a Celery app of your own runs Newswire's tasks, import it in your project's __init__.py:"
                " this process does not know of it."
            )
            advice = f"{advice} {mine}"
        yield error(_("Workers: none takes the queue %(queue)s.") % {"queue": queue}, advice)


def _beat() -> Iterator[Finding]:
    last = Heartbeat.objects.filter(name__in=TASKS).order_by("-seen_at").first()
    if last and last.seen_at > clock.about_now() - ALIVE:
        yield ok(_("Beat: its sweeps are running."))
    elif (beats := alive("beat")) and last:
        yield error(
            _("Beat: it runs, but no worker has had a task of its schedule for %(time)s.")
            % {"time": lasting_since(last.seen_at)},
            _("After an outage of the broker that ends by itself in a minute or two; else read the logs."),
        )
    elif beats:
        yield error(
            _("Beat: it runs, but Newswire's tasks are not in its schedule."),
            _("In your Celery app: app.conf.beat_schedule = {**BEAT_SCHEDULE}"),
        )
    else:
        yield error(
            _("Beat: none is running%(seen)s.") % {"seen": _last("beat")},
            _("Start the worker with -B, or a beat beside it: scheduled pages and retries wait for it."),
        )


def _scheduled() -> Iterator[Finding]:
    row = Heartbeat.objects.filter(name="newswire.publish_scheduled").first()
    if row is None or not conf.get().publish_scheduled:
        return
    ago = lasting_since(row.seen_at)
    if row.detail:
        yield error(
            _("Schedule: some pages could not be changed at their time: %(detail)s") % {"detail": row.detail},
            _("Open each page and publish it by hand to see the error; the log has all of it."),
        )
    elif row.seen_at < clock.about_now() - ALIVE:
        yield warning(
            _("Schedule: go-live and expiry times were last looked at %(time)s ago.") % {"time": ago},
            _("Look at the worker's log."),
        )
    else:
        yield ok(_("Schedule: go-live and expiry times were looked at %(time)s ago.") % {"time": ago})
