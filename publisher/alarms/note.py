from datetime import datetime

from newswire.publisher.models import Alarm, Channel, Job


def note(kind: str, since: datetime, channel: Channel | None = None, job: Job | None = None) -> None:
    """One row, to be mailed by the next `send`. `kind`: of Alarm.Kind. Call it once an incident."""
    Alarm.objects.create(kind=kind, since=since, channel=channel, job=job)
