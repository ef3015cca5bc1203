"""A channel's own page in the admin, and the views around it."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from newswire.publisher import addresses, secrets
from newswire.publisher.deliver.words import Explanation, explain
from newswire.publisher.models import Attempt, Channel, Delivery

from .once import EXCHANGE, SECRET
from .words import state_words

SHOWN_ATTEMPTS = 20


class ChannelAddView(generic.CreateView):
    inspect_url_name = ""  # filled in by the viewset

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session[SECRET] = self.object.pk
        return response

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


class ChannelEditView(generic.EditView):
    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])


class ChannelIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Channel]:
        waiting = Count("deliveries", filter=Q(deliveries__state=Delivery.State.QUEUED))
        stopped = Count("deliveries", filter=Q(deliveries__state=Delivery.State.PARKED))
        found = super().get_base_queryset().select_related("lane")
        return found.annotate(waiting=waiting, stopped=stopped)

    def get_edit_url(self, instance: Channel) -> str | None:
        """The name leads to the channel's own page; its form is one click further."""
        return None


class ChannelView(generic.InspectView):
    template_name = "newswire_publisher/admin/channel.html"
    page_title = _("State")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, channel = self.request.session, self.object
        context = super().get_context_data(**kwargs)
        context["state"] = state_words(channel)
        context["may_change"] = self.user_has_permission("change")
        if session.get(SECRET) == channel.pk and context["may_change"]:
            del session[SECRET]
            context["secret"] = next(iter(secrets.valid(channel)), "")
        exchange = session.pop(EXCHANGE, None)
        if exchange and exchange.pop("channel") == channel.pk:
            context["exchange"] = exchange
            context["error"] = explain(exchange["error"]) if exchange["error"] else None
        context["advice"] = addresses.advice(channel.address)
        context["counts"] = _counts(channel)
        context["attempts"] = _attempts(channel)
        return context


def _counts(channel: Channel) -> dict[str, int]:
    return channel.deliveries.aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.State.QUEUED)),
        stopped=Count("pk", filter=Q(state=Delivery.State.PARKED)),
    )


def _attempts(channel: Channel) -> list[tuple[Attempt, Explanation | None]]:
    rows = Attempt.objects.filter(channel=channel).select_related("delivery__event", "delivery__publication")
    return [
        (row, explain(row.error) if row.error else None)
        for row in rows.order_by("-started_at")[:SHOWN_ATTEMPTS]
    ]
