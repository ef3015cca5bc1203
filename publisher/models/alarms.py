from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .channels import Channel
from .jobs import Job


class Alarm(models.Model):
    """What people are told by mail of one incident, once. Written with the incident, sent apart from it."""

    class Kind(models.TextChoices):
        FAILING = "failing", _("Failing")
        PAUSED = "paused", _("Paused after errors")
        RECOVERED = "recovered", _("Works again")
        DISABLED = "disabled", _("Switched off")
        TAKEDOWN = "takedown", _("Takedown not confirmed")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.CASCADE, related_name="+")  # of a takedown
    since = models.DateTimeField()  # the incident's beginning
    created_at = models.DateTimeField(default=timezone.now)
    # When a worker may try to mail it; one that tries puts this off first, and so has it for itself.
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=100, blank=True)  # the kind of exception that the mail server caused
    told_at = models.DateTimeField(null=True)  # mailed, or given up

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at"], condition=Q(told_at__isnull=True), name="newswire_alarm_due")
        ]
