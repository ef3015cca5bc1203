"""Newswire's reports, in Wagtail's menu of reports."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from newswire.publisher.channels.permissions import may_see_channels
from newswire.publisher.reports.visible import may_see_reports

from .arrival import ArrivalReport
from .base import NewswireReport
from .deliveries import DeliveriesReport, FailedReport, NeverReport
from .unrendered import UnrenderedReport

LISTS: dict[str, type[NewswireReport]] = {
    "deliveries": DeliveriesReport,
    "failed": FailedReport,
    "never": NeverReport,
    "unrendered": UnrenderedReport,
}


class ReportsViewSet(ViewSet):
    name = "newswire_reports"
    url_prefix = "reports/newswire"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*_lists(), path("arrival/", ArrivalReport.as_view(), name="arrival")]


class ReportItem(MenuItem):
    def __init__(
        self, name: str, label: str | Promise, icon: str, may: Callable[[Any], bool], order: int
    ) -> None:
        super().__init__(label, reverse(f"newswire_reports:{name}"), f"newswire-{name}", icon, order=order)
        self.may = may

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may(request.user)


def menu_items() -> list[ReportItem]:
    items = [
        ReportItem(name, view.page_title, view.header_icon, may_see_reports, 2000 + place)
        for place, (name, view) in enumerate(LISTS.items())
    ]
    last = ReportItem("arrival", ArrivalReport.page_title, ArrivalReport.header_icon, may_see_channels, 2100)
    return [*items, last]


def _lists() -> Iterator[URLPattern]:
    for name, view in LISTS.items():
        yield path(f"{name}/", view.as_view(), name=name)
        yield path(f"{name}/results/", view.as_view(results_only=True), name=f"{name}_results")
