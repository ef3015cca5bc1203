"""How long it takes from Publish to each site."""

from datetime import timedelta
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from newswire.publisher.channels.permissions import ANY
from newswire.publisher.models import Channel
from newswire.publisher.reports.arrival import arrivals
from newswire.publisher.screen import Screen

PERIODS = {
    "hour": (timedelta(hours=1), _("The last hour")),
    "day": (timedelta(days=1), _("The last 24 hours")),
    "week": (timedelta(days=7), _("The last 7 days")),
}
LONGEST = 100  # characters of a part of a name


class ArrivalReport(PermissionCheckedMixin, Screen, TemplateView):
    template_name = "newswire_publisher/reports/arrival.html"
    page_title = _("From publishing to arrival")
    header_icon = "time"
    any_permission_required = ANY

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Channel)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("period", "day")
        period, label = PERIODS.get(asked, PERIODS["day"])
        context = super().get_context_data(**kwargs)
        named = self.request.GET.get("site", "").strip().replace("\0", "")[:LONGEST]
        context["periods"] = [(name, words, words == label) for name, (_time, words) in PERIODS.items()]
        return {
            **context,
            "asked": asked,
            "named": named,
            "period": label,
            "arrivals": arrivals(period, named),
        }
