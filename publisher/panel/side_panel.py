from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from .board import board_of
from .reading import Reading, read
from .shown import context_of
from .subject import Subject


class DeliverySidePanel(BaseSidePanel):
    """Beside the editor: what each site has of this page. Read from rows of ours alone."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle other sites")
        icon_name = "site"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"count": len(self.panel.board.failed)}

    name = "newswire"
    title = _("On other sites")
    template_name = "newswire_publisher/panel/side_panel.html"
    order = 150

    class Media:
        css = {"all": ["newswire_publisher/panel.css"]}
        js = ["newswire_publisher/steady.js"]

    def __init__(self, page: Any, request: Any, reading: Reading | None = None) -> None:
        super().__init__(page, request)
        subject = Subject.of_page(page)
        self.board = board_of(subject, reading or read(subject.page_id, subject.set_key))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return context | context_of(self.board, self.request.user) | {"request": self.request}
