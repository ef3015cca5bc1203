"""Reports of sendings: all of them; those that failed or stopped; pages that never arrived."""

from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column

from newswire.publisher.models import HELD, Channel, Copy, Delivery, Event, Publication
from newswire.publisher.reports.stopped import needs_somebody
from newswire.publisher.reports.visible import of_pages_of

from .base import NewswireReport
from .columns import DeliveryStateColumn, PageColumn, TimeColumn, why
from .filters import CopyFilters, DeliveryFilters


class DeliveriesReport(NewswireReport):
    model = Delivery
    page_title = gettext_lazy("Sendings")
    index_url_name = "newswire_reports:deliveries"
    index_results_url_name = "newswire_reports:deliveries_results"
    filterset_class = DeliveryFilters
    export_filename = "sendings"
    can_send_again = True
    columns: ClassVar[list[Column]] = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="delivery"),
        PageColumn("page", label=gettext_lazy("Page"), width="26%"),
        Column("channel", label=gettext_lazy("Site or channel")),
        Column("lang", label=gettext_lazy("Language"), accessor="publication.lang"),
        Column("version", label=gettext_lazy("Version")),
        DeliveryStateColumn("state", label=gettext_lazy("State"), width="24%"),
        Column("attempts", label=gettext_lazy("Tries")),
        TimeColumn("created_at", label=gettext_lazy("When")),
        TimeColumn("done_at", label=gettext_lazy("Ended")),
    ]
    list_export = [
        "page",
        "number",
        "channel",
        "language",
        "version",
        "state",
        "why",
        "status",
        "attempts",
        "created_at",
        "done_at",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "page": gettext_lazy("Page"),
        "number": gettext_lazy("Number of the page"),
        "channel": gettext_lazy("Site or channel"),
        "language": gettext_lazy("Language"),
        "version": gettext_lazy("Version"),
        "state": gettext_lazy("State"),
        "why": gettext_lazy("Reason"),
        "status": gettext_lazy("Answer"),
        "attempts": gettext_lazy("Tries"),
        "created_at": gettext_lazy("When"),
        "done_at": gettext_lazy("Ended"),
    }

    def get_base_queryset(self) -> QuerySet[Delivery]:
        found = Delivery.objects.select_related("channel", "publication")
        return found.filter(of_pages_of(self.request.user, "publication__"))

    def export_cells(self, item: Delivery) -> dict[str, Any]:
        publication = item.publication
        return {
            "page": str(publication) if publication else _("Test or notice"),
            "number": publication.page_id if publication else None,
            "channel": item.channel.name,
            "language": publication.lang if publication else "",
            "version": item.version,
            "state": item.get_state_display(),
            "why": why(item),
            "status": item.last_status,
            "attempts": item.attempts,
            "created_at": item.created_at,
            "done_at": item.done_at,
        }


class FailedReport(DeliveriesReport):
    page_title = gettext_lazy("Failed sendings")
    index_url_name = "newswire_reports:failed"
    index_results_url_name = "newswire_reports:failed_results"
    export_filename = "failed-sendings"

    def get_base_queryset(self) -> QuerySet[Delivery]:
        retrying = Q(state=Delivery.State.QUEUED) & ~Q(last_error="")
        return super().get_base_queryset().filter(needs_somebody() | retrying)


class NeverReport(NewswireReport):
    """Pages that are live, that a channel should have, and that it has never confirmed."""

    model = Copy
    page_title = gettext_lazy("Never arrived")
    index_url_name = "newswire_reports:never"
    index_results_url_name = "newswire_reports:never_results"
    filterset_class = CopyFilters
    export_filename = "never-arrived"
    can_send_again = False
    columns: ClassVar[list[Column]] = [
        PageColumn("page", label=gettext_lazy("Page")),
        Column("channel", label=gettext_lazy("Site or channel")),
        Column("lang", label=gettext_lazy("Language"), accessor="publication.lang"),
        TimeColumn("announced_at", label=gettext_lazy("Waiting since")),
    ]
    list_export = ["page", "number", "channel", "language", "announced_at"]
    export_headings: ClassVar[dict[str, Any]] = {
        **{
            name: DeliveriesReport.export_headings[name] for name in ("page", "number", "channel", "language")
        },
        "announced_at": gettext_lazy("Waiting since"),
    }

    def get_base_queryset(self) -> QuerySet[Copy]:
        announced = Event.objects.filter(sequence=OuterRef("announced_sequence")).values("at")
        # By the index of what no channel has confirmed.
        found = Copy.objects.filter(
            of_pages_of(self.request.user, "publication__"), version=0, state=Publication.State.NEW
        )
        found = found.filter(announced_state__in=HELD).exclude(channel__state=Channel.State.DISABLED)
        return found.select_related("channel", "publication").annotate(announced_at=Subquery(announced))

    def export_cells(self, item: Any) -> dict[str, Any]:
        return {
            "page": str(item.publication),
            "number": item.publication.page_id,
            "channel": item.channel.name,
            "language": item.publication.lang,
            "announced_at": item.announced_at,
        }
