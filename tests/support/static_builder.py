"""A process that builds static sites, and is killed half way."""

import itertools
import time
from datetime import timedelta
from multiprocessing.synchronize import Event
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from services.waiting import until

from newswire.publisher.deliver import batches, losses
from newswire.publisher.models import Delivery, Lane
from newswire.publisher.static_site import files as storage_files
from support.forked import FORK, forked


def killed_after(files: int, changes: dict[str, Any], *command: str) -> None:
    """By `kill -9`, when it has written so many files; its leases are over then."""
    enough = FORK.Event()
    with forked(lambda: _build(files, enough, changes, command)) as process:
        until(lambda: enough.is_set() or not process.is_alive())
        assert enough.is_set(), "it ended by itself"
    Delivery.objects.filter(leased_until__isnull=False).update(
        leased_until=timezone.now() - timedelta(seconds=1)
    )
    Lane.objects.update(hold_until=None)
    losses.take_back()


def _build(most: int, enough: Event, changes: dict[str, Any], command: tuple[str, ...]) -> None:
    """Batches, or a command; stands still when it has written so many files."""
    for name, value in changes.items():
        setattr(settings, name, value)
    put, count = storage_files.put, itertools.count()

    def counted(*arguments: Any) -> None:
        if next(count) >= most:
            enough.set()
            time.sleep(600)
        put(*arguments)

    storage_files.put = counted
    if command:
        call_command(*command)
    else:
        batches.run(60)
