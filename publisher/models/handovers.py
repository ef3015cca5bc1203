from django.db import models

from .events import Event, Payload
from .publications import Priority, Publication


class Handover(models.Model):
    """Deliveries of one payload that dispatch has begun for whichever worker takes this first. See
    publisher/deliver/handover.py; it lives for milliseconds, PostgreSQL only.

    Unchecked by the database: what is deleted meanwhile takes its deliveries with it.
    """

    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    payload = models.ForeignKey(
        Payload, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    epoch = models.CharField(max_length=16)
    version = models.BigIntegerField()
    withdrawal = models.BooleanField()
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)
    begun_at = models.DateTimeField()
    until = models.DateTimeField()  # whoever comes later queues them: their lease would be too short
    leased_until = models.DateTimeField(null=True)  # theirs, by the settings of who began them
    deliveries = models.TextField()  # JSON: of each its id, its channel, and whether its lane is calm

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["until"], name="newswire_handover_until")]
