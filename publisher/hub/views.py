"""`POST /newswire/hub/`: subscribe, unsubscribe, or say that a feed has news. The wire is docs/hub.md.

No answer is 404: where a host has `i18n_patterns`, Django's LocaleMiddleware turns a 404 of an address
without a language into a redirect.
"""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from newswire.publisher import away, conf, wake
from newswire.publisher.models import HubTopic

from . import ask, topics
from .refusal import Refusal

READ_AT_MOST_EVERY = timedelta(seconds=5)
MOST_TOPICS = 100  # of one ping


def _away() -> HttpResponse:
    return HttpResponse(f"{away.REASON}\n", content_type="text/plain")


@csrf_exempt
@never_cache
@require_POST
@away.said(_away)
@sensitive_post_parameters("hub.secret")
def hub(request: HttpRequest) -> HttpResponse:
    """202 where it was noted, else 4xx or 503 and why, in plain text."""
    try:
        _note(request)
    except Refusal as refusal:
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
        return HttpResponse(f"{refusal}\n", status=refusal.status, content_type="text/plain", headers=headers)
    return HttpResponse(status=202)


def _note(request: HttpRequest) -> None:
    if not conf.get().hub:
        raise Refusal(410, "There is no hub here.")
    match request.POST.get("hub.mode", ""):
        case "subscribe" | "unsubscribe":
            ask.accept(request.POST.dict())
        case "publish":
            _published([*request.POST.getlist("hub.url"), *request.POST.getlist("hub.topic")])
        case _:
            raise Refusal(400, "hub.mode is one of subscribe, unsubscribe and publish.")


def _published(urls: list[str]) -> None:
    """Anybody may say so: the feed is only read again."""
    digests = [topics.digest(url) for url in urls[:MOST_TOPICS]]
    lately = Q(read_at__gt=timezone.now() - READ_AT_MOST_EVERY)
    wanted = HubTopic.objects.filter(digest__in=digests, subscriptions__isnull=False).exclude(lately)
    if wanted.update(read_at=None):
        wake.hub_soon()
