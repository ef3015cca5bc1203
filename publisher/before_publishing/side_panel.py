from typing import Any

from django.urls import reverse
from wagtail.admin.ui.side_panels import ChecksSidePanel

from newswire.publisher.screen import errors_of_refreshing


class BeforePublishingPanel(ChecksSidePanel):
    """Wagtail's checks panel with what Newswire found, which is fetched apart: the editor does not wait."""

    template_name = "newswire_publisher/before_publishing/side_panel.html"

    def __init__(self, panel: ChecksSidePanel) -> None:
        super().__init__(panel.object, panel.request)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {
            "findings_url": reverse("newswire_panel:before_publishing", args=[self.object.pk]),
            "messages_of_errors_json": errors_of_refreshing(),
        }
