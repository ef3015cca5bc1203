"""“Send existing”: what was live before the channel, to the channel alone."""

import swapper
from django.db.models import Exists, OuterRef, QuerySet

from newswire.publisher import dispatch
from newswire.publisher.languages.versions import default_language
from newswire.publisher.models import HELD, Channel, Copy, Delivery, Job, Publication

from .scope import Scope, below


def publications(channel: Channel, scope: Scope) -> QuerySet[Publication]:
    """What is live, and wanted as far as columns tell, and not announced to the channel yet.

    A page that was never rendered has no topics yet: whether it is wanted for them is found out when
    it is reached. `since` and `until` are of the page's last publish; one that was imported and never
    published has none, and is in no time range.
    """
    held = Copy.objects.filter(channel=channel, publication=OuterRef("pk"), announced_state__in=HELD)
    found = Publication.objects.filter(
        ~Exists(held), state=Publication.State.LIVE, page_type__in=channel.page_types
    )
    if channel.languages:
        found = found.filter(lang__in=_languages(channel))
    if channel.sections:
        found = found.filter(below(channel.sections))
    if scope.since or scope.until:
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(scope.within("last_published_at"))
        found = found.filter(page_id__in=pages.order_by().values("pk"))
    return scope.narrow(found)


def send(job: Job, publication_id: int) -> Delivery | None:
    """None where there is nothing to send, and the job has not moved on."""
    assert job.channel is not None
    return dispatch.announce_to(job.channel, publication_id, job=job, again=False)


def _languages(channel: Channel) -> list[str]:
    """Those asked for, and the one that stands in where a version is missing."""
    if channel.fallback == Channel.Fallback.SEND:
        return [*channel.languages, default_language()]
    return list(channel.languages)
