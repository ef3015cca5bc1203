"""Topics: addresses of our own feeds, read as any visitor reads them, in this process."""

import hashlib
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db.models import F, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils import timezone, translation
from wagtail.models import Site

from newswire.publisher.dispatch import own_addresses
from newswire.publisher.models import HubSubscription, HubTopic, Publication
from newswire.publisher.mounted import split

KINDS = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
# What was captured before a feed was read may have been committed after it.
LATEST_COMMIT = timedelta(minutes=1)
READ_AGAIN = timedelta(minutes=10)  # for what changes a feed and no page


def digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def is_here(url: str) -> bool:
    """Is it an address of one of this newsroom's sites? PostgreSQL keeps none with NUL in it."""
    return "\0" not in url and any(url.startswith(f"{root.root_url}/") for root in Site.get_site_root_paths())


def refresh() -> None:
    """Reads the feeds that may have changed; a version more for each that has."""
    newest = Publication.objects.order_by("-captured_at").values_list("captured_at", flat=True).first()
    old = Q(read_at=None) | Q(read_at__lt=timezone.now() - READ_AGAIN)
    if newest is not None:
        old |= Q(read_at__lt=newest + LATEST_COMMIT)
    held = HubSubscription.objects.filter(expires_at__gt=timezone.now())
    for topic in HubTopic.objects.filter(old, pk__in=held.values("topic")):
        read(topic)


def read(topic: HubTopic) -> bool:
    """False where the address is not, or no longer, a feed that names us its hub and itself its topic."""
    now, answer = timezone.now(), _visit(topic.url)
    if not isinstance(answer, HttpResponse) or not _is_feed(answer, topic.url):
        HubTopic.objects.filter(pk=topic.pk).update(read_at=now)
        return False
    known = HubTopic.objects.filter(pk=topic.pk, version=topic.version)  # else somebody else has read it
    if answer.content == bytes(topic.content):
        known.update(read_at=now)
    else:
        known.update(
            content=answer.content,
            content_type=answer.headers["Content-Type"][:100],
            version=F("version") + 1,
            read_at=now,
        )
    topic.refresh_from_db()
    return True


def _is_feed(answer: HttpResponse, url: str) -> bool:
    links = answer.headers.get("Link", "")
    return (
        answer.status_code == 200
        and answer.headers.get("Content-Type", "").partition(";")[0] in KINDS
        and f'<{own_addresses.hub_url()}>; rel="hub"' in links
        and f'<{url}>; rel="self"' in links
    )


def _visit(url: str) -> HttpResponseBase:
    address = urlsplit(url)
    secure = address.scheme == "https"
    port = str(address.port or (443 if secure else 80))
    factory = RequestFactory(SERVER_NAME=address.hostname or "", SERVER_PORT=port)
    mounted, below = split(address.path)
    path = f"{below}?{address.query}" if address.query else below
    # The project's middleware activates the visitor's language and time zone, and leaves them so.
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        return _handler().get_response(factory.get(path, secure=secure, SCRIPT_NAME=mounted))


@lru_cache(maxsize=1)
def _handler() -> BaseHandler:
    """With the project's middleware, so that what is private to visitors is so here."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler
