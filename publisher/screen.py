"""What the pages of our own in Wagtail's admin have in common."""

import json
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class Screen(WagtailAdminTemplateMixin):
    """A page of the admin that says on top where it stands."""

    _show_breadcrumbs = True  # as Wagtail's own views have it: without, there is a header of the older kind

    def above(self) -> list[dict[str, Any]]:
        """What lies between the admin's home and this page: {"url", "label"} of each, the outermost first."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The last is the heading that people see, so it says what this is about: the <h1> is hidden."""
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *self.above(), here]


def errors_of_refreshing() -> str:
    """In JSON, by status, what Wagtail's w-swap says where it is answered with an error: 403 to who is
    logged out."""
    words = {
        "error": _("The status could not be refreshed. Press Refresh."),
        "403": _("You have been logged out, or may no longer see this. Log in and load the page again."),
        "404": _("This has been deleted meanwhile."),
    }
    return json.dumps(words)
