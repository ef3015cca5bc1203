"""What `make demo` and `make demo-check` have in common: from running services to published articles."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime

from bootstrap import step
from django.contrib.auth.models import User

from demo import lock
from demo.arrivals import Arrival, Expected, wait_for
from demo.keys import key_of
from demo.place import Place, address
from demo.sites import connect
from demo.texts import words
from demo.waiting import answers, until
from newswire.cms.pages.models import ArticlePage
from newswire.publisher import channels
from newswire.publisher.models import Channel, Heartbeat
from newswire.publisher.translating.source import fresh_source
from newswire.publisher.translating.staleness import confirm

SAMPLE = "council"
WORKERS = 2
SLOWEST_START = 90.0  # seconds


def begin(place: Place) -> list[Arrival]:
    """Waits for the services, adds the sites, publishes what has never been live, and waits until the
    first site shows it. Returns how it arrived: nothing where all was published before."""
    with step("Newsroom, workers, beat and downstream site are up"):
        _wait_for_services(place)
    with step("Two sites added; the first one answered its test, the second is switched off"):
        _start(place)
    related = [article.key for article in words("en").articles if article.key != SAMPLE]
    return [
        *_publish(place, "Related articles published, their pictures cut to size, and arrived", related),
        *_publish(place, "The sample article published in three languages, and arrived", [SAMPLE]),
    ]


def _publish(place: Place, what: str, keys: Iterable[str]) -> list[Arrival]:
    drafts = ArticlePage.objects.filter(translation_key__in=map(key_of, keys), first_published_at=None)
    if not drafts:
        return []
    with step(what) as note:
        expected = [_publish_draft(page) for page in drafts.select_related("locale").order_by("pk")]
        arrivals = wait_for(place.first, expected)
        note("seconds from Publish to arrival:")
        for arrival in arrivals:
            note(str(arrival))
        _confirm([one.page_id for one in expected])
    return arrivals


def _confirm(page_ids: Iterable[int]) -> None:
    """The translator says of each version that it matches its source, as in the admin: so it does."""
    translator = User.objects.get(username="translator")
    for page in ArticlePage.objects.filter(pk__in=page_ids).select_related("locale"):
        source = fresh_source(page.translation_key)
        if source is not None and source.page_id != page.pk:
            confirm(page, translator, source.digest)


def _publish_draft(page: ArticlePage) -> Expected:
    since = time.time()
    page.get_latest_revision().publish(user=User.objects.get(username="editor"))
    return Expected(page.pk, page.locale.language_code, page.title, since)


def _wait_for_services(place: Place) -> None:
    for port in (place.web, place.first):
        until(f"{address(port)} answers", lambda: answers(address(port)), SLOWEST_START)  # noqa: B023 - called at once
    started = datetime.fromtimestamp(lock.held_since(place.var), UTC)
    fresh = Heartbeat.objects.filter(seen_at__gte=started)
    until("both workers run", lambda: fresh.filter(role="worker").count() >= WORKERS, SLOWEST_START)
    until("the beat runs", lambda: fresh.filter(role="beat").exists(), SLOWEST_START)


def _start(place: Place) -> None:
    first, second = connect(place, "first"), connect(place, "second")
    if first.state != Channel.State.ACTIVE:
        channels.send_test(first)
        channels.start(first)
    if second.state != Channel.State.ACTIVE:
        channels.start(second)
