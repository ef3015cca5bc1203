"""What the pages of our own in Wagtail's admin have in common."""

from typing import Any

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class Screen(WagtailAdminTemplateMixin):
    """A page of the admin that says on top where it stands."""

    _show_breadcrumbs = True  # as Wagtail's own views have it: without, there is a header of the older kind

    def above(self) -> list[dict[str, Any]]:
        """What lies between the admin's home and this page: {"url", "label"} of each, the outermost first."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.above(), {"url": "", "label": self.get_page_title()}]
