"""A day's history of a site."""

from datetime import timedelta

from django.utils import timezone
from host.tree import Tree
from support.factories import announce, make_channel, make_publication

from newswire.publisher.models import Attempt, Channel, Delivery, Lane

LONG = "The council of a small town near the border decides, after a debate of a whole day, about its bridge"


def a_days_history(tree: Tree) -> Channel:
    """One site that fails since an hour, after a day that went well, with a sending that stopped."""
    now = timezone.now()
    channel = make_channel("https://partner.example.org/newswire", name="Partner weekly", started_at=now)
    publications = [
        make_publication(
            page_id=10_000 + hour, title=LONG if hour == 1 else f"Harbour report {hour}", lang="en"
        )
        for hour in range(24)
    ]
    for hour, publication in enumerate(publications):
        (delivery,) = announce(publication, [channel])
        begun, good = now - timedelta(hours=hour, minutes=5), hour > 1
        Delivery.objects.filter(pk=delivery.pk).update(
            created_at=begun,
            state="delivered" if good else "parked" if hour else "queued",
            done_at=begun + timedelta(seconds=2) if hour else None,
            last_error="" if good else "server_error",
            attempts=1 + hour % 3,
        )
        for number in range(1 + hour % 5):
            Attempt.objects.create(
                delivery=delivery,
                channel=channel,
                number=number + 1,
                outcome="delivered" if good else "retry" if number else "parked",
                started_at=begun + timedelta(seconds=number),
                milliseconds=180,
                status=200 if good else 500,
                error="" if good else "server_error",
            )
    Lane.objects.filter(channel=channel).update(
        breaker=Lane.Breaker.OPEN,
        failures=7,
        failing_since=now - timedelta(hours=1),
        probe_at=now + timedelta(minutes=4),
    )
    return channel
