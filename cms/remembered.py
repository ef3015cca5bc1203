"""Answers that Django's cache keeps for a moment, and that every change of content makes void at once.

Each is kept with a mark that was read before it was made, and is shown while that is still the mark. It is
renewed after each commit that saved or deleted a row, so that what was being made meanwhile is never shown.
What no signal shows, as a change by SQL, is seen when the answer is NEWSWIRE_CACHE_SECONDS old.
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


# What the key holds, or whoever sends it is answered for himself.
MAY_VARY_BY = {"accept", "accept-language", "authorization", "cookie"}


def seconds() -> int:
    return int(getattr(settings, "NEWSWIRE_CACHE_SECONDS", 0))


def remembered(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What `make` answered to the same question a moment ago, else what it answers now.

    Nothing is kept for, or of, who is known or looks at a draft.
    """
    if not _is_for_all(request):
        return make()
    key = _key(request)
    mark, kept = _find(key)
    if kept is not None:
        return kept
    mark = mark or cache.get_or_set(MARK, _new_mark, None)
    answer = make()
    if _may_be_kept(answer):
        if callable(render := getattr(answer, "render", None)):
            render()
        headers = dict(answer.headers)
        cache.set(key, (mark, headers, answer.content), seconds())
        return HttpResponse(answer.content, headers=headers)
    return answer


def recalled(request: HttpRequest) -> HttpResponse | None:
    """What `remembered` would answer without making anything, else None. It costs one look at the cache."""
    return _find(_key(request))[1] if _is_for_all(request) else None


def is_known(request: HttpRequest) -> bool:
    """By a token, a session, or whatever else the site's middleware knows somebody by."""
    if "authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return True
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _is_for_all(request: HttpRequest) -> bool:
    if request.method != "GET" or not seconds():
        return False
    return not is_known(request) and not getattr(request, "is_preview", False)


def _find(key: str) -> tuple[str | None, HttpResponse | None]:
    """The mark, and what is kept under it. Both at once: the way to the cache is most of what this costs."""
    found = cache.get_many([MARK, key])
    mark = found.get(MARK)
    made_at, headers, content = found.get(key) or (None, {}, b"")
    return mark, HttpResponse(content, headers=headers) if mark and made_at == mark else None


def _may_be_kept(answer: HttpResponse) -> bool:
    """Whole, right, and the same for whoever asks the same: what varies by more is another's tomorrow."""
    if answer.status_code != 200 or answer.streaming or answer.cookies:
        return False
    own = {"private", "no-store"} & _words(answer, "Cache-Control")
    return not own and _words(answer, "Vary") <= MAY_VARY_BY


def _words(answer: HttpResponse, header: str) -> set[str]:
    return {word.strip().lower() for word in answer.get(header, "").split(",")} - {""}


def _key(request: HttpRequest) -> str:
    site = (request.scheme, request.get_host())
    asked = (*site, request.get_full_path(), request.headers.get("Accept", ""), get_language())
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
