import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import Channel

A_MINUTE = timedelta(minutes=1)


class JobStopped(Exception):
    """The job was paused or cancelled meanwhile, or another worker has moved it on."""


class Job(models.Model):
    """Work over many pages that can be counted, slowed, paused, cancelled and resumed."""

    class Kind(models.TextChoices):
        BACKFILL = "backfill", _("Send existing")
        REPLAY = "replay", _("Send again")
        CASCADE = "cascade", _("Pages that follow a change")
        TAKEDOWN = "takedown", _("Take down everywhere")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Done")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="jobs")
    scope = models.JSONField(default=dict)  # which pages; of a channel's jobs: jobs/scope.py
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    rate_per_minute = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)  # the last publication handled; resume after it
    failed = models.PositiveIntegerField(default=0)  # of those done: cannot be rendered
    failures = models.JSONField(default=list)  # [{"page_id": int, "title": str, "why": str}], the first
    leased_until = models.DateTimeField(null=True)  # a worker is at it; a late takedown: next look
    alarmed_at = models.DateTimeField(null=True)  # when operators were told that a takedown hangs
    note = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    stepped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=["backfill", "replay"]) | models.Q(channel__isnull=False),
                name="newswire_job_names_its_channel",
            ),
        ]
        indexes = [models.Index(fields=["state", "kind"], name="newswire_job_state")]

    def allowed(self, now: datetime, most: int) -> int:
        """How many pages the rate allows by now."""
        if self.rate_per_minute is None:
            return most
        # The clock of the machine that has started or resumed it may be ahead of ours.
        elapsed = max(timedelta(0), now - self._paid_to(now))
        return min(most, int(elapsed / A_MINUTE * self.rate_per_minute))

    def stepped(self, done: int, now: datetime) -> datetime:
        """What `stepped_at` is after so many pages: what they left of the time is the next step's."""
        if self.rate_per_minute is None:
            return now
        return self._paid_to(now) + A_MINUTE * done / self.rate_per_minute

    def _paid_to(self, now: datetime) -> datetime:
        """What a stopped worker left unused for more than a minute is lost: it must not become a burst."""
        return max(self.stepped_at or self.created_at, now - A_MINUTE)

    def advance(self, to: int, done: int = 1, **fields: Any) -> None:
        """Moves the cursor, only from where it was: in the transaction of the work that it stands for,
        so that a lost worker, or two at a time, do no page twice and leave none out.

        Raises JobStopped; that work must then be undone.
        """
        mine = Job.objects.filter(pk=self.pk, state=self.State.RUNNING, cursor=self.cursor)
        if not mine.update(cursor=to, done=F("done") + done, **fields):
            raise JobStopped
        self.cursor = to
