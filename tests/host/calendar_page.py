from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page


class CalendarPage(RoutablePageMixin, Page):
    """A page that a view of its own shows at its address, and another view below it."""

    @path("")
    def upcoming(self, request: Any) -> HttpResponse:
        return HttpResponse(f"<main>Upcoming, by {request.routable_resolver_match.url_name}</main>")

    @path("past/")
    def past(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("<main>Past</main>")
