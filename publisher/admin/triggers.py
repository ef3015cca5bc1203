"""Newswire, Triggers: who may call our publish webhook."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from newswire.publisher import secrets
from newswire.publisher.models import Trigger

from .once import TRIGGER_SECRET
from .trigger_form import TriggerForm

SHOWN_CALLS = 20


class TriggerAddView(generic.CreateView):
    inspect_url_name = ""  # filled in by the viewset

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session[TRIGGER_SECRET] = self.object.pk
        return response

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


class TriggerIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Trigger]:
        return super().get_base_queryset().annotate(total=Count("calls"))

    def get_edit_url(self, instance: Trigger) -> str | None:
        return None


class TriggerView(generic.InspectView):
    template_name = "newswire_publisher/admin/trigger.html"
    page_title = gettext_lazy("Calls")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trigger = self.object
        context = super().get_context_data(**kwargs)
        context["may_change"] = self.user_has_permission("change")
        if self.request.session.get(TRIGGER_SECRET) == trigger.pk and context["may_change"]:
            del self.request.session[TRIGGER_SECRET]
            context["secret"] = next(iter(secrets.valid(trigger)), "")
        hook = reverse("newswire_publisher:hook", args=[trigger.slug])
        context["address"] = self.request.build_absolute_uri(hook)
        context["calls"] = trigger.calls.order_by("-received_at")[:SHOWN_CALLS]
        return context


class NewTriggerSecret(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not policy_registry.get_by_type(Trigger).user_has_permission(request.user, "change"):
            raise PermissionDenied
        trigger = get_object_or_404(Trigger, pk=pk)
        secrets.rotate(trigger)
        request.session[TRIGGER_SECRET] = trigger.pk
        messages.success(request, _("Both secrets are accepted for a day: tell the other side the new one."))
        return redirect("newswire_triggers:inspect", pk)


class TriggerViewSet(ModelViewSet):
    model = Trigger
    name = "newswire_triggers"
    url_prefix = "newswire/triggers"
    icon = "download"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = TriggerIndexView
    add_view_class = TriggerAddView
    inspect_view_class = TriggerView
    search_fields = ["name", "slug"]
    ordering = ["name"]
    list_display = [
        "name",
        "slug",
        BooleanColumn("active", label=gettext_lazy("On")),
        Column("total", label=gettext_lazy("Calls")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("actions"),
            MultiFieldPanel(
                [
                    FieldPanel("languages"),
                    FieldPanel("sections"),
                    FieldPanel("per_minute"),
                    FieldPanel("active"),
                ],
                heading=gettext_lazy("Limits"),
                classname="collapsed",
            ),
        ],
        base_form_class=TriggerForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("new-secret/<int:pk>/", NewTriggerSecret.as_view(), name="new_secret"),
        ]
