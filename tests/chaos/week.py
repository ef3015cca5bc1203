"""The plot of `python -m chaos --week`: a newsroom's week, a day in a minute.

Editors publish most in the morning and in the afternoon, pages go live and expire at their times, sites
are away for hours, and what operators do and suffer in a week happens. Old rows are dropped all the while.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from host.models import HostPage

from newswire.publisher.models import Attempt, Delivery, Event, Payload
from newswire.publisher.prune.sendings import _over

from . import newsroom
from .editors import Edit, text
from .stage import Played, Stage, deploy

DAYS = 7
BUSY = ((7, 10), (16, 19))  # hours
SCHEDULED = 3  # pages a day: live at nine, gone two days later
FIRST = 1_000_000  # number of the first scheduled edit
AWAY = range(24, 34)  # sites that are away for some hours: slow, flaky, or with errors else
Act = tuple[float, str, Callable[[], None]]  # when, in days


class Week:
    def __init__(self, seconds: float) -> None:
        self._day = seconds / DAYS
        self._midnight = time.monotonic()  # of the first
        self._stay = timedelta(seconds=self._day * 2)
        self._scheduled: dict[int, datetime] = {}  # pages, and when they go live
        self._played = Played((0.0, 0.0), Counter())

    def pause(self) -> float:
        hour = self._now() % 1 * 24
        busy = any(first <= hour < last for first, last in BUSY)
        return random.uniform(0.0, 0.5) if busy else random.uniform(0.5, 2.5)

    def play(self, stage: Stage) -> Played:
        self._midnight = time.monotonic()
        for when, name, act in sorted(self._timetable(stage), key=lambda one: one[0]):
            while self._now() < when:
                stage.installation.revive()
                time.sleep(min(max((when - self._now()) * self._day, 0.01), 0.5))
            print(f"day {int(when) + 1}, {when % 1 * 24:02.0f}:00  {name}", flush=True)
            act()
            self._played.faults[name] += 1
        return self._played

    def _now(self) -> float:
        """Days since the first midnight."""
        return (time.monotonic() - self._midnight) / self._day

    def _timetable(self, stage: Stage) -> list[Act]:
        sites, beat = stage.sites, stage.installation.programs["beat"]
        daily: list[Act] = []
        for day in range(DAYS):
            daily.append((day + 6 / 24, "pages are scheduled", self._schedule))
            daily.append((day + 1, "midnight", self._count))
        return [
            *daily,
            (1 + 9 / 24, "ten sites are away", lambda: sites.mood(AWAY, "hang")),
            (1 + 14 / 24, "they are back", lambda: sites.mood(AWAY, "fine")),
            (2 + 8 / 24, "the broker is away", stage.valkey.stop),
            (2 + 10 / 24, "the broker is back", stage.valkey.start),
            (3 + 12 / 24, "a deploy", lambda: self._deploy(stage)),
            (4 + 17 / 24, "the beat is killed", beat.kill),
            (4 + 19 / 24, "the beat is started", beat.start),
            (5 + 7 / 24, "PostgreSQL is restarted", stage.postgres.restart),
            (5 + 17 / 24, "ten sites fail", lambda: sites.mood(AWAY, "error")),
            (6 + 11 / 24, "they work", lambda: sites.mood(AWAY, "fine")),
        ]

    def _deploy(self, stage: Stage) -> None:
        """The week's clock stands still meanwhile: a slow machine would be at it for a day."""
        began = time.monotonic()
        self._played.deploy = deploy(stage)
        self._midnight += time.monotonic() - began

    def _schedule(self) -> None:
        connection.close()  # it may have been cut
        first = FIRST + len(self._scheduled)
        for number, page_id in enumerate(newsroom.drafts(SCHEDULED, first), first):
            page = HostPage.objects.get(pk=page_id)
            page.title, page.body = text(number), f"<p>{text(number)}</p>"
            page.go_live_at = timezone.now() + timedelta(seconds=self._day * 3 / 24)
            page.expire_at = page.go_live_at + self._stay
            page.save_revision().publish()
            self._scheduled[page_id] = page.go_live_at
            self._played.edits.append(Edit(page_id, number, committed=True))

    def _count(self) -> None:
        connection.close()
        rows = {model.__name__: model.objects.count() for model in (Event, Delivery, Attempt, Payload)}
        self._played.figures.setdefault("rows at midnight", []).append(rows)

    def review(self, played: Played) -> None:
        """What was scheduled was live and is gone where its time is over; what is old has been dropped."""
        pages = HostPage.objects.filter(pk__in=self._scheduled).values_list(
            "pk", "first_published_at", "live"
        )
        late = []
        for page_id, since, live in pages:
            due = self._scheduled[page_id]
            if since is None or (live and due + self._stay < timezone.now()):
                played.troubles.append(f"page {page_id} was not live at its time, or is still")
            else:
                late.append((since - due).total_seconds())
        played.figures["pages that were scheduled"] = len(self._scheduled)
        played.figures["seconds that one was late at most"] = round(max(late, default=0.0), 1)
        left = self._left()
        played.figures["older than is kept"] = left
        played.troubles += [f"{count} {what} are older than is kept" for what, count in left.items() if count]

    def _left(self) -> dict[str, int]:
        """What two rounds of dropping leave of what is older than is kept.

        An old sending is over only once it was sent at last, or once its site was told something newer: for
        some that is a moment ago.
        """
        before = timezone.now() - timedelta(days=settings.NEWSWIRE_KEEP_ATTEMPTS_DAYS, seconds=self._day)
        old = list(Event.objects.filter(at__lt=before).values_list("sequence", flat=True))
        sendings = list(_over(old).values_list("pk", flat=True))
        attempts = Attempt.objects.filter(started_at__lt=before)
        tries = list(attempts.values_list("pk", flat=True))
        time.sleep(self._day / 4)  # a round begins each twelfth of a day (week_settings.py)
        return {
            "attempts": attempts.filter(pk__in=tries).count(),
            "sendings": Delivery.objects.filter(pk__in=sendings).count(),
        }
