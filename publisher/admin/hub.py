"""Newswire, Subscriptions: who is sent our feeds by our own hub."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from newswire.publisher import conf
from newswire.publisher.models import HubSubscription

from .reports.columns import TimeColumn


class SubscriptionsView(generic.IndexView):
    """Nothing is added or edited here: subscribers ask, and their callbacks confirm."""

    any_permission_required = ["view", "delete"]

    def get_base_queryset(self) -> QuerySet[HubSubscription]:
        return super().get_base_queryset().select_related("topic")

    def get_add_url(self) -> str | None:
        return None

    def get_edit_url(self, instance: HubSubscription) -> str | None:
        return None


class EndView(generic.DeleteView):
    def get_usage_url(self) -> str | None:
        return None  # nothing refers to one


class SubscriptionsMenuItem(MenuItem):
    """Only where there is a hub."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(HubSubscription)
        return conf.get().hub and bool(policy.user_has_any_permission(request.user, ["view", "delete"]))


class SubscriptionViewSet(ModelViewSet):
    model = HubSubscription
    name = "newswire_subscriptions"
    url_prefix = "newswire/subscriptions"
    icon = "group"
    menu_label = gettext_lazy("Subscriptions")
    menu_item_class = SubscriptionsMenuItem
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = SubscriptionsView
    delete_view_class = EndView
    form_fields: list[str] = []
    search_fields = ["callback"]
    ordering = ["-created_at"]
    list_display = [
        "callback",
        Column("topic", label=gettext_lazy("Feed")),
        Column("get_state_display", label=gettext_lazy("State")),
        TimeColumn("expires_at", label=gettext_lazy("Until")),
        Column("reason", label=gettext_lazy("Reason")),
    ]

    def register_admin_url_finder(self) -> None:
        """There is no form to be found."""

    def get_urlpatterns(self) -> list[URLPattern]:
        names = {"index", "index_results", "delete"}
        return [one for one in super().get_urlpatterns() if one.name in names]
