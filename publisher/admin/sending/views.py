"""Send existing, send again: counted first, then started; a job's own page shows how far it is."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from newswire.publisher import jobs
from newswire.publisher.admin import log_actions
from newswire.publisher.admin.channel_actions import gone
from newswire.publisher.channels.permissions import may_change_channels
from newswire.publisher.models import Channel, Job
from newswire.publisher.screen import Screen, errors_of_refreshing

from .form import SendForm
from .progress import Progress

# A takedown is never paused: see takedown/.
KINDS = (Job.Kind.BACKFILL, Job.Kind.REPLAY, Job.Kind.CASCADE)
LOOKS = 24  # of five seconds each: then the page asks to be asked


class ForChannels(PermissionCheckedMixin, Screen):
    """For who has a permission on channels."""

    header_icon = "site"

    def breadcrumbs_of(self, channel: Channel | None) -> list[dict[str, Any]]:
        """The list of channels, the channel where there is one, and this view."""
        index = {
            "url": reverse("newswire_channels:index"),
            "label": capfirst(Channel._meta.verbose_name_plural),
        }
        items = [*self.breadcrumbs_items, index]
        if channel is not None:
            items.append(
                {"url": reverse("newswire_channels:inspect", args=[channel.pk]), "label": channel.name}
            )
        return [*items, {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    @cached_property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Channel)


class SendView(ForChannels, FormView):
    """GET: the form. POST: how many pages it would be; with `start`, starts.

    `start` says what was counted: another choice, or Enter in a field, counts once more.
    """

    template_name = "newswire_publisher/admin/channels/send.html"
    page_title = gettext_lazy("Send existing")
    form_class = SendForm
    channel: Channel

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user_has_permission("change"):
            raise PermissionDenied
        channel = Channel.objects.filter(pk=kwargs["pk"]).first()
        if channel is None:
            return gone(request)
        self.channel = channel
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.channel)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "channel": self.channel}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return self.breadcrumbs_of(self.channel)

    def form_valid(self, form: SendForm) -> HttpResponse:
        kind, per_minute = form.cleaned_data["kind"], form.cleaned_data["per_minute"]
        counted = self.request.POST.get("start")
        if counted != form.digest:
            plan, is_other = jobs.plan(kind, self.channel, form.scope, per_minute), counted is not None
            return self.render_to_response(self.get_context_data(form=form, plan=plan, is_other=is_other))
        try:
            job = jobs.start(kind, self.channel, form.scope, self.request.user, per_minute)
        except jobs.CannotStart as reason:
            messages.error(self.request, str(reason))
            return self.form_invalid(form)
        log(self.channel, log_actions.SEND, user=self.request.user, data={"job": job.pk})
        return redirect("newswire_channels:job", job.pk)


def progress_of(job: Job, look: int) -> dict[str, Any]:
    """The context of the part that renews itself. `look`: how often that was done."""
    is_over, words = look > LOOKS, errors_of_refreshing()
    progress = Progress.of(job)
    return {
        "job": job,
        "progress": progress,
        "look": look,
        "is_over": is_over,
        "messages_of_errors_json": words,
    }


class JobView(ForChannels, TemplateView):
    template_name = "newswire_publisher/admin/channels/job.html"
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        jobs_shown = Job.objects.select_related("channel")
        job = get_object_or_404(jobs_shown, pk=self.kwargs["pk"], kind__in=KINDS)
        self.page_title, self.page_subtitle = job.get_kind_display(), str(job.channel or "")
        kwargs["breadcrumbs_items"] = self.breadcrumbs_of(job.channel)
        context = {**super().get_context_data(**kwargs), **kwargs}
        may_change = self.user_has_permission("change")
        return {**context, **progress_of(job, 1), "may_change": may_change}


class JobProgress(ForChannels, TemplateView):
    """The part of a job's page that renews itself."""

    template_name = "newswire_publisher/admin/channels/progress.html"
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = get_object_or_404(Job, pk=self.kwargs["pk"], kind__in=KINDS)
        asked = self.request.GET.get("look", "")
        look = int(asked) + 1 if asked.isdecimal() and len(asked) < 4 else 1
        return progress_of(job, look)


class JobAction(View):
    """One button of a job: POST only, and only for who may change channels."""

    http_method_names = ["post"]
    words: ClassVar[dict[str, Any]] = {
        "pause": (jobs.pause, gettext_lazy("Paused. What is queued already is still sent.")),
        "resume": (jobs.resume, gettext_lazy("It goes on.")),
        "cancel": (jobs.cancel, gettext_lazy("Cancelled. What is queued already is still sent.")),
    }

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        if not may_change_channels(request.user):
            raise PermissionDenied
        job = get_object_or_404(Job, pk=pk, kind__in=KINDS)
        if action not in self.words:
            return HttpResponse(status=422)
        act, done = self.words[action]
        if act(job):
            messages.success(request, str(done))
        else:
            messages.warning(
                request,
                _("Somebody was faster: it is %(state)s.") % {"state": job.get_state_display().lower()},
            )
        return redirect("newswire_channels:job", pk)
