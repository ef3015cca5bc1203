"""Which articles could be picked as related news, while one is being written."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from newswire.blocks.teasers import LIMIT
from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.models import Topic
from newswire.cms.related import nearest
from newswire.cms.suggestions.draft import draft_in

MOST = 100  # numbers that one request may name of each kind


@require_GET
def suggestions(request: HttpRequest) -> JsonResponse:
    """`{"suggestions": [{id, parentId, adminTitle, editUrl, date}]}`: at most five live public articles.

    `form`: the address that the editor's form is sent to; `topic`: chosen in the form so far; `chosen`:
    pages that are in the list already. By topic, then section, then the newest.
    """
    draft = draft_in(request.GET.get("form", ""), request.user)
    found: list[Any] = []
    if isinstance(draft, ArticleMixin):
        topics = Topic.objects.filter(pk__in=_numbers(request, "topic"))
        keys = set(topics.values_list("translation_key", flat=True))
        found = nearest(draft, keys, limit=LIMIT, exclude=_numbers(request, "chosen"))
    return JsonResponse({"suggestions": _described(type(draft), found)})


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(one) for one in request.GET.getlist(name)[:MOST] if one.isdecimal() and len(one) < 19}


def _described(model: Any, found: Iterable[Any]) -> list[dict[str, Any]]:
    """As a page chooser keeps a page. Two queries."""
    order = [page.pk for page in found]
    pages = {page.pk: page for page in model._default_manager.filter(pk__in=order).defer_streamfields()}
    above = {page.path[: -page.steplen] for page in pages.values()}
    parents = swapper.load_model("wagtailcore", "Page").objects.filter(path__in=above)
    parent_ids = dict(parents.values_list("path", "pk"))
    return [
        {
            "id": page.pk,
            "parentId": parent_ids.get(page.path[: -page.steplen]),
            "adminTitle": page.get_admin_display_title(),
            "editUrl": reverse("wagtailadmin_pages:edit", args=[page.pk]),
            "date": _date(page.published_at),
        }
        for page in (pages[pk] for pk in order)
    ]


def _date(published_at: Any) -> str:
    return date_format(timezone.localtime(published_at), "SHORT_DATE_FORMAT") if published_at else ""
