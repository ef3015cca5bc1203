"""Newswire, Status: what `newswire_doctor` says, for who may change channels."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from newswire.publisher import doctor
from newswire.publisher.channels.permissions import may_change_channels
from newswire.publisher.models import Channel
from newswire.publisher.screen import Screen

WORDS = {
    doctor.Level.OK: (_("Well"), "circle-check"),
    doctor.Level.NOTE: (_("Note"), "info-circle"),
    doctor.Level.WARNING: (_("Warning"), "warning"),
    doctor.Level.ERROR: (_("Error"), "circle-xmark"),
}


class StatusView(PermissionCheckedMixin, Screen, TemplateView):
    template_name = "newswire_publisher/admin/status.html"
    page_title = _("Status of Newswire")
    header_icon = "help"
    permission_required = "change"

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Channel)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        findings = list(doctor.examine(outside=False))
        context["findings"] = [(finding, *WORDS[finding.level]) for finding in findings]
        context["problems"] = sum(
            finding.level in (doctor.Level.WARNING, doctor.Level.ERROR) for finding in findings
        )
        return context


class StatusMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_change_channels(request.user)


class StatusViewSet(ViewSet):
    name = "newswire_status"
    url_prefix = "newswire/status"
    icon = "help"
    menu_label = _("Status")
    menu_item_class = StatusMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", StatusView.as_view(), name="index")]
