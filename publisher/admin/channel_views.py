"""A channel's own page in the admin, and the views around it."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.views import generic

from newswire.publisher import addresses, jobs, secrets, transports
from newswire.publisher.channels.remove import forget_history
from newswire.publisher.deliver.words import explain
from newswire.publisher.feed import tokens as feed
from newswire.publisher.feed.keys import public_keys
from newswire.publisher.models import Attempt, Channel
from newswire.publisher.portal import tokens as portal
from newswire.publisher.reports import day, standing
from newswire.publisher.reports.lasting import lasting_since

from .channel_actions import gone
from .channel_panels import edit_handler
from .first_run import steps
from .once import EXCHANGE, FEED, PORTAL, SECRET, take
from .rotation import old_secret_until
from .sending.progress import Progress
from .transport_forms import offered
from .words import failure_words, state_words

SHOWN_ATTEMPTS = 20
SHOWN_JOBS = 5


class ChannelAddView(generic.CreateView):
    inspect_url_name = ""  # filled in by the viewset

    @cached_property
    def transport(self) -> str:
        """The kind that is asked for in the address; a webhook where none is that we know."""
        asked = self.request.GET.get("transport", "")
        return asked if asked in transports.names() else "webhook"

    def get_panel(self) -> ObjectList:
        return edit_handler(self.transport)

    def get_form_class(self) -> Any:
        return self.get_panel().get_form_class()

    def get_initial_form_instance(self) -> Channel:
        return Channel(transport=self.transport)

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?transport={self.transport}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = offered()
        more = {"transports": kinds if len(kinds) > 1 else [], "transport": self.transport}
        return {**super().get_context_data(**kwargs), **more}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if transports.get(self.transport).signs:
            self.request.session[SECRET] = self.object.pk
        return response

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list:
        return []


class ChannelEditView(generic.EditView):
    def get_panel(self) -> ObjectList:
        return edit_handler(self.get_object().transport)

    def get_form_class(self) -> Any:
        return self.get_panel().get_form_class()

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Channel.DoesNotExist:
            return gone(self.request)

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])


class ChannelDeleteView(generic.DeleteView):
    """Says first what is lost by it."""

    @property
    def confirmation_message(self) -> str:
        waiting, held = standing.backlog(self.object).waiting, standing.held(self.object)
        sentences = [gettext("Delete %(name)s?") % {"name": self.object.name}]
        if waiting:
            sentences.append(
                ngettext(
                    "%(count)s sending waits for it, and will not be sent.",
                    "%(count)s sendings wait for it, and will not be sent.",
                    waiting,
                )
                % {"count": waiting}
            )
        if held:
            sentences.append(
                ngettext(
                    "%(count)s page stands on that site and stays there: nobody can take it back from here.",
                    "%(count)s pages stand on that site and stay there: nobody can take them back from here.",
                    held,
                )
                % {"count": held}
            )
        return " ".join([*sentences, gettext("Its history is deleted with it.")])

    def delete_action(self) -> None:
        with transaction.atomic():
            forget_history(self.object)
            super().delete_action()


class ChannelIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Channel]:
        return standing.with_backlogs(super().get_base_queryset().select_related("lane"))

    def get_edit_url(self, instance: Channel) -> str | None:
        """The name leads to the channel's own page; its form is one click further."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["steps"] = steps() if self.user_has_permission("add") else []
        return context


class ChannelView(generic.InspectView):
    template_name = "newswire_publisher/admin/channel.html"
    page_title = _("State")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        channel = self.object
        context = super().get_context_data(**kwargs)
        context |= self._shown_once()
        context["state"] = state_words(channel)
        context["may_change"] = self.user_has_permission("change")
        context["signs"] = transports.signs(channel.transport)
        context["advice"] = addresses.advice(channel.address)
        context["backlog"] = backlog = standing.backlog(channel)
        context["too_large"] = standing.too_large(channel)
        context["has_feed_token"] = feed.valid(channel).exists()
        context["oldest"] = lasting_since(backlog.oldest) if backlog.oldest else ""
        context["old_secret_until"] = old_secret_until(channel)
        context["public_keys"] = public_keys(channel)
        context["has_portal"] = portal.valid(channel).exists()
        context["jobs"] = [(job, Progress.of(job)) for job in jobs.listed(channel.jobs.all(), SHOWN_JOBS)]
        context["attempts"] = _attempts(channel)
        if context["attempts"] or context["backlog"].waiting:
            context["charts"] = [day.attempts(channel), day.waiting(channel)]
        return context

    def _shown_once(self) -> dict[str, Any]:
        """A secret or a link that was just made, and what came of a test that was just sent."""
        session, channel = self.request.session, self.object
        shown: dict[str, Any] = {}
        if self.user_has_permission("change"):
            if session.get(SECRET) == channel.pk:
                del session[SECRET]
                shown["secret"] = _current_hmac(channel)
            shown["portal_address"] = take(session, PORTAL, channel.pk)
            shown["feed_token"] = take(session, FEED, channel.pk)
            shown["feed_address"] = self.request.build_absolute_uri(reverse("newswire_v1:changes"))
        exchange = session.pop(EXCHANGE, None)
        if exchange and exchange.pop("channel") == channel.pk:
            shown["exchange"] = exchange
            error = exchange["error"]
            shown["error"] = explain(error, is_over=True, is_test=True) if error else None
        return shown


def _current_hmac(channel: Channel) -> str:
    return next((one for one in secrets.valid(channel) if one.startswith("whsec_")), "")


def _attempts(channel: Channel) -> list[tuple[Attempt, str]]:
    rows = Attempt.objects.filter(channel=channel).select_related("delivery__event", "delivery__publication")
    return [(row, _why(row)) for row in rows.order_by("-started_at")[:SHOWN_ATTEMPTS]]


def _why(row: Attempt) -> str:
    if not row.error:
        return ""
    is_test = row.delivery.event.type == "channel.test"
    return failure_words(row.error, row.outcome == Attempt.Outcome.PARKED, is_test)
