"""Tells an editor that what stands in the form is an update of theirs and not what is live."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .models import IncomingArticle


def before_edit(request: HttpRequest, page: Any) -> None:
    if request.method != "GET":
        return
    row = IncomingArticle.objects.filter(page_id=page.pk, waits=True).select_related("site").first()
    if row is not None:
        messages.warning(
            request,
            _(
                "This draft is an update from %(site)s. The page was edited here before, so nothing was "
                "published: compare it with the live page in its history, then publish one of them."
            )
            % {"site": row.site.name},
        )
