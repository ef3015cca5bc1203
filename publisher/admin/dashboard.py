"""What needs somebody, on Wagtail's first page; nothing where all is well."""

from typing import Any

from django.http import HttpRequest
from laces.components import Component

from newswire.publisher.reports.attention import Attention, attention
from newswire.publisher.reports.lasting import lasting_since


class AttentionPanel(Component):
    name = "newswire_attention"
    template_name = "newswire_publisher/admin/attention.html"
    order = 50

    def __init__(self, found: Attention) -> None:
        self.found = found

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        oldest = self.found.oldest
        failing = [(one, one.lane.failing_since) for one in self.found.failing]
        return {
            "attention": self.found,
            "failing": [(channel, lasting_since(since) if since else "") for channel, since in failing],
            "waited": lasting_since(oldest) if oldest else "",
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    """For Wagtail's hook `construct_homepage_panels`."""
    found = attention(request.user)
    if found is not None and found.is_any:
        panels.append(AttentionPanel(found))
