"""How the panel gets into Wagtail's editor: there is no hook for side panels, only viewsets.

A host with a viewset of its own for a page type adds the two mixins to its classes; without them its
editors still have the button in the header.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel, ChecksSidePanel, PreviewSidePanel
from wagtail.admin.views.pages.edit import EditView

from newswire.publisher.before_publishing.side_panel import BeforePublishingPanel
from newswire.publisher.models import Channel
from newswire.publisher.preview.side_panel import DraftPreviewPanel

from .side_panel import DeliverySidePanel


class DeliveryEditViewMixin:
    """For an `EditView` of pages."""

    def get_side_panels(self: Any) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]  # a mixin: of the view
        # An autosave renders panels again that know the form; ours knows only what is published.
        if self.expects_json_response or self.hydrate_create_view:
            return panels
        delivery = DeliverySidePanel(self.page, self.request)
        channels = delivery.board.reading.audience.channels.values()
        return MediaContainer([*(_ours(panel, channels) for panel in panels), delivery])


def _ours(panel: BaseSidePanel, channels: Iterable[Channel]) -> BaseSidePanel:
    """Wagtail's preview and checks, each with what we add to it."""
    if isinstance(panel, PreviewSidePanel):
        return DraftPreviewPanel(panel, channels)
    return BeforePublishingPanel(panel) if isinstance(panel, ChecksSidePanel) else panel


class DeliveryEditView(DeliveryEditViewMixin, EditView):
    pass
