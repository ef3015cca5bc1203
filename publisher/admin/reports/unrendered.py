"""Pages that could not be made ready to be sent, with the reason."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from newswire.publisher.models import Publication
from newswire.publisher.reports.visible import of_pages_of

from .base import NewswireReport
from .columns import TimeColumn


class UnrenderedReport(NewswireReport):
    model = Publication
    page_title = gettext_lazy("Pages that could not be sent")
    index_url_name = "newswire_reports:unrendered"
    index_results_url_name = "newswire_reports:unrendered_results"
    default_ordering = "-captured_at"
    export_filename = "pages-that-could-not-be-sent"
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "title",
            label=gettext_lazy("Page"),
            accessor=str,
            get_url=lambda one: reverse("newswire_panel:status", args=[one.page_id]),
        ),
        Column("render_error", label=gettext_lazy("Reason")),
        Column("render_failures", label=gettext_lazy("Tries")),
        TimeColumn("render_retry_at", label=gettext_lazy("Next try")),
    ]
    list_export = ["page", "number", "why", "attempts", "next"]
    export_headings: ClassVar[dict[str, Any]] = {
        "page": gettext_lazy("Page"),
        "number": gettext_lazy("Number of the page"),
        "why": gettext_lazy("Reason"),
        "attempts": gettext_lazy("Tries"),
        "next": gettext_lazy("Next try"),
    }

    def get_base_queryset(self) -> QuerySet[Publication]:
        return Publication.objects.filter(of_pages_of(self.request.user), render_failures__gt=0)

    def export_cells(self, item: Publication) -> dict[str, Any]:
        return {
            "page": str(item),
            "number": item.page_id,
            "why": item.render_error,
            "attempts": item.render_failures,
            "next": item.render_retry_at,
        }
