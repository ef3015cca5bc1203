"""Cells of the reports: state in words, what to do, times as <time>."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn

from newswire.publisher.admin.words import StateWords, failure_words
from newswire.publisher.models import Delivery

ICONS = {
    Delivery.State.QUEUED: "time",
    Delivery.State.SENDING: "upload",
    Delivery.State.DELIVERED: "circle-check",
    Delivery.State.SUPERSEDED: "history",
    Delivery.State.PARKED: "warning",
    Delivery.State.CANCELLED: "circle-xmark",
}


class PageColumn(TitleColumn):
    """Leads to what the page's sites have of it."""

    def get_value(self, instance: Any) -> Any:
        publication = instance.publication
        return str(publication) if publication else _("Test or notice")

    def get_link_url(self, instance: Any, parent_context: Any) -> str | None:
        publication = instance.publication
        return reverse("newswire_panel:status", args=[publication.page_id]) if publication else None


class DeliveryStateColumn(Column):
    cell_template_name = "newswire_publisher/admin/state_cell.html"

    def get_value(self, instance: Delivery) -> StateWords:
        return StateWords(ICONS[Delivery.State(instance.state)], instance.get_state_display(), why(instance))


class TimeColumn(Column):
    cell_template_name = "newswire_publisher/reports/time_cell.html"


def why(delivery: Delivery) -> str:
    """What went wrong and what to do; nothing where it went well, or is over."""
    if not delivery.last_error or delivery.state not in (Delivery.State.PARKED, Delivery.State.QUEUED):
        return ""
    return failure_words(delivery.last_error, is_over=delivery.state == Delivery.State.PARKED)
