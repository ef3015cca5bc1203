from collections.abc import Iterable
from typing import Any

from wagtail.admin.ui.side_panels import PreviewSidePanel

from newswire.publisher.models import Channel

from .modes import modes


class DraftPreviewPanel(PreviewSidePanel):
    """Wagtail's preview panel with our modes after the page's own."""

    template_name = "newswire_publisher/preview/side_panel.html"

    def __init__(self, panel: PreviewSidePanel, channels: Iterable[Channel]) -> None:
        super().__init__(panel.object, panel.request, preview_url=panel.preview_url)
        self.newswire_modes = modes(channels, panel.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        every = [*self.object.preview_modes, *self.newswire_modes]
        return context | {"every_mode": every, "has_multiple_modes": len(every) > 1}
