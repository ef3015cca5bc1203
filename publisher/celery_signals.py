"""What this process does if it turns out to be a Celery worker or beat, the host's or ours."""

import atexit
import gc
import socket
from datetime import timedelta
from typing import Any

from celery import signals

from . import bound, broker, ending, heap, idle, schedule, standby, stopping, warm
from .deliver import files, resolver, watch
from .heartbeat import Pulse


def connect() -> None:
    """Must run before a prefork worker forks: its children learn of the end through shared memory."""
    idle.connect()
    signals.worker_ready.connect(_worker_ready, weak=False, dispatch_uid="newswire")
    signals.celeryd_after_setup.connect(_worker_has_its_queues, weak=False, dispatch_uid="newswire")
    signals.worker_init.connect(_worker_begins, weak=False, dispatch_uid="newswire")
    signals.worker_shutting_down.connect(_worker_stops, weak=False, dispatch_uid="newswire")
    signals.worker_process_shutdown.connect(_child_ends, weak=False, dispatch_uid="newswire")
    signals.beat_init.connect(_beat_started, weak=False, dispatch_uid="newswire")
    signals.beat_embedded_init.connect(_beat_is_within_a_worker, weak=False, dispatch_uid="newswire")


def _worker_begins(**kwargs: Any) -> None:
    resolver.hurry()
    files.allow_enough()
    heap.give_back_large()
    bound.keep_plans()


def _worker_has_its_queues(instance: Any, **kwargs: Any) -> None:
    standby.prepare(instance)
    if standby.takes(instance, "newswire.dispatch"):
        warm.load()
    # What the collector writes to is no longer shared: each child would have a copy of all that is loaded.
    gc.collect()
    gc.freeze()


def _worker_ready(sender: Any, **kwargs: Any) -> None:
    # What fell due while no worker was there; the beat's first run comes an interval later.
    broker.send("newswire.publish_scheduled")
    Pulse(sender.hostname, "worker", sorted(sender.app.amqp.queues.consume_from)).start()


def _worker_stops(**kwargs: Any) -> None:
    stopping.stop()
    ending.end_in_time()
    # Python's last collection would walk through all that was ever loaded: seconds on a busy machine.
    gc.freeze()


def _child_ends(**kwargs: Any) -> None:
    """Of a prefork pool: it waits for no thread."""
    stopping.stop_here()
    watch.wait()


def _beat_started(sender: Any, **kwargs: Any) -> None:
    atexit.register(gc.freeze)  # as above; Celery does not say that a beat is told to end
    Pulse(f"beat@{socket.gethostname()}", "beat").start()
    _look_at_certificates_first(sender.scheduler)


def _look_at_certificates_first(scheduler: Any) -> None:
    """A beat counts from its start: a metric would say for ten minutes that all are well."""
    entry = scheduler.schedule.get("newswire.certificates")
    if entry is not None and entry.last_run_at is not None:
        entry.last_run_at -= timedelta(seconds=schedule.interval("newswire.certificates"))


def _beat_is_within_a_worker(**kwargs: Any) -> None:
    """Comes after beat_init, which it gets as well."""
    ending.end_with_parent()
