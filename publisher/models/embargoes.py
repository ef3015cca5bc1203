from django.db import models


class Embargo(models.Model):
    """Until when a page may not be public. Set before it is published, and kept until it goes live.

    Whatever publishes the page meanwhile, an editor, a workflow, a schedule, an API or a script,
    schedules it for that time.
    """

    # As of an intent: the row may outlive the page, and a swapped Page model needs no migration.
    page_id = models.BigIntegerField(unique=True)
    until = models.DateTimeField()
    ahead = models.BooleanField(default=False)  # trusted channels get it before, with the time

    class Meta:
        default_permissions = ()
