"""Which sites have confirmed a takedown: looks again by itself until all have, for two minutes at most."""

import time
from typing import Any
from uuid import UUID

import swapper
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from newswire.publisher import takedown
from newswire.publisher.deliver.words import explain
from newswire.publisher.editorial.permissions import Act, may
from newswire.publisher.models import Job, Publication
from newswire.publisher.screen import Screen, errors_of_refreshing

EVERY = 2000  # milliseconds
LONGEST = 120  # seconds


def found(request: HttpRequest, page_id: int, job: UUID) -> Job:
    """Raises PermissionDenied. Of a page that is deleted, for whoever may take down at all."""
    page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).first()
    allowed = page is None or page.permissions_for_user(request.user).can_edit()
    if not (allowed and may(request.user, Act.TAKE_DOWN)):
        raise PermissionDenied
    row = Job.objects.filter(uuid=job, kind=Job.Kind.TAKEDOWN).select_related("actor").first()
    about = Publication.objects.filter(page_id=page_id).values_list("pk", flat=True).first()
    if row is None or about not in row.scope["publications"]:
        raise PermissionDenied
    return row


def state_of(job: Job, page_id: int, since: float, told: str = "") -> dict[str, Any]:
    """The context of the fragment.

    `since`: when the reader began to look, in seconds since 1970. `told`: how many sites were waited for
    when the sentence was said last, so that a screen reader hears each news once.
    """
    status = takedown.status(job)
    waiting = len(status.waiting)
    is_over = time.time() - since > LONGEST
    address = reverse("newswire_editorial:confirmations_fragment", args=[page_id, job.uuid])
    return {
        "job": job,
        "status": status,
        "rows": [(one, explain(one.error, one.is_stopped) if one.error else None) for one in status.channels],
        "sentence": _sentence(len(status.channels), waiting),
        "is_over": bool(waiting) and is_over,
        "is_news": told != str(waiting),
        "poll_url": f"{address}?since={since:.0f}&told={waiting}" if waiting and not is_over else "",
        "every": EVERY,
        "messages_of_errors_json": errors_of_refreshing(),
    }


def _sentence(sites: int, waiting: int) -> str:
    if not sites:
        return _("No site had this page.")
    if not waiting:
        return ngettext(
            "%(count)d site has confirmed that it is gone.",
            "All %(count)d sites have confirmed that it is gone.",
            sites,
        ) % {"count": sites}
    return _("%(confirmed)d of %(sites)d sites have confirmed that it is gone.") % {
        "confirmed": sites - waiting,
        "sites": sites,
    }


class ConfirmationsView(Screen, TemplateView):
    template_name = "newswire_publisher/editorial/confirmations.html"
    page_title = gettext_lazy("Taken down everywhere")
    header_icon = "circle-xmark"

    def above(self) -> list[dict[str, Any]]:
        return [{"url": self._back_url(), "label": _("Page")}]

    def get_page_subtitle(self) -> str:
        """As it was announced: the page may be deleted."""
        titles = Publication.objects.filter(page_id=self.kwargs["page_id"])
        return titles.values_list("title", flat=True).first() or ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = found(self.request, kwargs["page_id"], kwargs["job"])
        state = state_of(job, kwargs["page_id"], time.time())
        return super().get_context_data(**kwargs) | state | {"back_url": self._back_url()}

    def _back_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.kwargs["page_id"]])


class FragmentView(View):
    def get(self, request: HttpRequest, page_id: int, job: UUID) -> HttpResponse:
        since = request.GET.get("since", "")
        began = float(since) if since.isdecimal() and len(since) < 12 else 0.0
        told = request.GET.get("told", "")
        context = state_of(found(request, page_id, job), page_id, began, told)
        response = render(request, "newswire_publisher/editorial/confirmations_fragment.html", context)
        add_never_cache_headers(response)
        return response
