"""What all our reports share: who may see them, pages of many rows without counting millions, exports."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from newswire.publisher.models import Delivery
from newswire.publisher.spreadsheets import harmless

MOST_COUNTED = 50_000  # who wants to see more narrows what is asked for
MOST_EXPORTED = 100_000
AT_ONCE = 2_000


class BoundedPaginator(WagtailPaginator):
    """Counts no further than MOST_COUNTED: ten million rows are not counted for a page of fifty."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list[:MOST_COUNTED].count())


class NewswireReport(ReportView):
    permission_required = "view"
    paginator_class = BoundedPaginator
    header_icon = "site"
    default_ordering = "-pk"
    list_export: list[str] = []
    template_name = "newswire_publisher/reports/report.html"

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Delivery)

    def get_filtered_queryset(self) -> QuerySet:
        return self.get_queryset()

    def get_ordering(self) -> str:
        return self.default_ordering

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An export is read row by row, so that a large one does not fill the memory."""
        if self.is_export:
            rows = _Rows(self.get_filtered_queryset()[:MOST_EXPORTED])
            return self.as_spreadsheet(rows, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def to_row_dict(self, item: Any) -> "OrderedDict[str, Any]":
        cells = self.export_cells(item)
        return OrderedDict((name, harmless(cells[name])) for name in self.list_export)

    def export_cells(self, item: Any) -> dict[str, Any]:
        raise NotImplementedError

    @property
    def no_results_message(self) -> str:
        return _("Nothing here.")


class _Rows:
    """A queryset that is read in parts, as the exports read it."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Any]:
        return iter(self.queryset.iterator(AT_ONCE))
