import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import Channel


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
    scope = models.JSONField(default=dict)  # which publications: since, until, languages, section, ids
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    rate_per_minute = models.PositiveIntegerField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)  # the last publication handled; resume after it
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
