from django.db import models
from django.utils import timezone


class Errand(models.Model):
    """What a request leaves to a worker: see publisher/errands.py."""

    state = models.CharField(max_length=10)  # each model has its own; "waiting" is what a worker takes
    reason = models.CharField(max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
