from django.db import models


class Heartbeat(models.Model):
    """When a process was last seen: a worker by its host name and queues, the beat, a periodic task."""

    name = models.CharField(max_length=200, primary_key=True)
    role = models.CharField(max_length=20)  # "worker", "beat", "task"
    queues = models.JSONField(default=list)
    seen_at = models.DateTimeField()  # by the database's clock
    clock_ahead = models.FloatField(default=0, db_default=0)  # seconds by which its machine's clock is ahead
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
