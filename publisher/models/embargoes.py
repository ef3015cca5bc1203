from django.conf import settings
from django.db import models
from django.utils import timezone


class Embargo(models.Model):
    """Until when a page may not be public. Set before it is published, and kept until it goes live.

    Whatever publishes the page meanwhile, an editor, a workflow, a schedule, an API or a script,
    schedules it for that time.
    """

    # As of an intent: the row may outlive the page, and a swapped Page model needs no migration.
    page_id = models.BigIntegerField(unique=True)
    until = models.DateTimeField()
    ahead = models.BooleanField(default=False)  # trusted channels get it before, with the time
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
