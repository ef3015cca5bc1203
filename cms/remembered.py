"""Answers that Django's cache keeps for a moment, and that every change of content makes void at once.

Part of their key is a mark, which is renewed after each commit that saved or deleted a row. An answer that
was being made meanwhile is kept under the old mark, where nobody looks. What no signal shows, as a change by
SQL, is seen when the answer is NEWSWIRE_CACHE_SECONDS old.
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.signals import post_page_move

MARK = "newswire.answers"
# Saved all day long, and shown to nobody outside.
INSIDE = {
    "admin.logentry",
    "sessions.session",
    "wagtailadmin.editingsession",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.revision",
}


def seconds() -> int:
    return int(getattr(settings, "NEWSWIRE_CACHE_SECONDS", 0))


def remembered(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answered to the same question a moment ago, else what it answers now.

    Only for what is the same for whoever asks in the same language.
    """
    if request.method != "GET" or not seconds():
        return make()
    key = _key(request)
    if (kept := cache.get(key)) is None:
        answer = make()
        if answer.status_code != 200 or answer.streaming or answer.cookies:
            return answer
        if callable(render := getattr(answer, "render", None)):
            render()
        kept = (dict(answer.headers), answer.content)
        cache.set(key, kept, seconds())
    headers, content = kept
    return HttpResponse(content, headers=headers)


def _key(request: HttpRequest) -> str:
    """The mark is read before anything else is."""
    mark = cache.get(MARK) or cache.get_or_set(MARK, _new_mark, None)
    asked = (mark, request.build_absolute_uri(), request.headers.get("Accept", ""), get_language())
    return "newswire.answer." + hashlib.sha256(repr(asked).encode()).hexdigest()


def _new_mark() -> str:
    return uuid.uuid4().hex


def connect() -> None:
    for signal in (post_save, post_delete, post_page_move):
        signal.connect(_changed, dispatch_uid="newswire.remembered")


def _changed(sender: Any, using: str | None = None, **kwargs: Any) -> None:
    if seconds() and sender._meta.label_lower not in INSIDE:
        # Robust: with the cache down the page is saved all the same.
        transaction.on_commit(_forget, using=using, robust=True)


def _forget() -> None:
    cache.set(MARK, _new_mark(), None)
