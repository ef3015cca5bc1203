"""Real receivers, and what reached them."""

import json

from django.utils import timezone
from host.models import HostPage
from support.factories import make_channel

from newswire.publisher import deliver, dispatch, jobs, takedown

REASON = "Ordered by the court."


def channel_to(receiver, **fields):
    fields.setdefault("page_types", ["host.hostpage"])
    fields.setdefault("started_at", timezone.now())
    return make_channel(receiver.url, **fields)


def work(seconds=20):
    dispatch.run()
    deliver.run(seconds)
    jobs.step(0.5)


def sent(receiver):
    """(title or reason, state) of what arrived, in order."""
    found = [json.loads(request.body)["data"] for request in receiver.requests]
    return [(data["lang"], data["state"], data["reason"]["kind"]) for data in found]


def states():
    return list(HostPage.objects.filter(depth=3).order_by("pk").values_list("live", flat=True))


def words(job):
    found = takedown.status(job)
    return {one.channel.name: (one.waiting, one.since is not None) for one in found.channels}
