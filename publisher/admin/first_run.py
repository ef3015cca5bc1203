"""What leads a new project to its first sending; it goes away when that is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from newswire.publisher.models import Channel, Delivery, Job


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    url: str  # empty: not yet to be done
    is_done: bool


def steps() -> list[Step]:
    """Empty once a page was sent to any channel: who has come that far needs no leading."""
    if Delivery.objects.filter(publication__isnull=False).exists():
        return []
    channel = Channel.objects.order_by("pk").first()
    started = Channel.objects.filter(started_at__isnull=False).order_by("pk").first()
    return [
        Step(
            _("Add a site"),
            _("Its name and the address of its webhook are enough."),
            reverse("newswire_channels:add"),
            channel is not None,
        ),
        Step(
            _("Send a test"),
            _("You see what is sent and what comes back. When it works, the site is switched on."),
            _of(channel, "inspect"),
            started is not None,
        ),
        Step(
            _("Choose what it gets"),
            _("Languages, page types, parts of the site, topics. At first: articles in every language."),
            _of(channel, "edit"),
            bool(started and started.page_types),
        ),
        Step(
            _("Send what is already published, if you like"),
            _("Without this it gets what is published from now on."),
            _of(started, "send"),
            Job.objects.filter(kind=Job.Kind.BACKFILL).exists(),
        ),
    ]


def _of(channel: Channel | None, view: str) -> str:
    return reverse(f"newswire_channels:{view}", args=[channel.pk]) if channel else ""
