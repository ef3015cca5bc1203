from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView

from .summary import Summary, summaries


class SitesColumn(BaseColumn):
    """“On other sites”. Its values were read for the whole listing before, by the view."""

    cell_template_name = "newswire_publisher/explorer/cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        found = getattr(instance, "newswire_summary", Summary())
        return {**context, "summary": found}


class SitesColumnMixin:
    """For an `ExplorableIndexView` of pages."""

    base_columns = [
        *ExplorableIndexView.base_columns,
        SitesColumn("newswire", label=_("On other sites"), width="14%"),
    ]

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin: of the view
        pages = context["object_list"]
        found = summaries([page.pk for page in pages])
        for page in pages:
            page.newswire_summary = found.get(page.pk, Summary())
        return context


class SitesIndexView(SitesColumnMixin, ExplorableIndexView):
    pass
