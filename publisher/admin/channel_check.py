"""Checks the form of a channel while it is filled in. Saves nothing."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View
from wagtail.permissions import policy_registry

from newswire.publisher import addresses, transports
from newswire.publisher.models import Channel

from .channel_form import ChannelForm
from .channel_panels import edit_handler
from .topics import known_topics


class CheckChannel(View):
    """What is wrong with name, address and topics so far; what is still empty is not."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, transport: str, pk: int | None = None) -> HttpResponse:
        policy = policy_registry.get_by_type(Channel)
        if not policy.user_has_any_permission(request.user, ["add", "change"]):
            raise PermissionDenied
        if transport not in transports.names():
            return HttpResponse(status=422)
        channel = (pk and Channel.objects.filter(pk=pk).first()) or Channel(transport=transport)
        form = edit_handler(transport).get_form_class()(request.POST, instance=channel, for_user=request.user)
        form.is_valid()
        errors = [
            error for name in form.checked if request.POST.get(name) for error in form.errors.get(name, [])
        ]
        context = {"errors": errors, "notices": [] if errors else _notices(form)}
        return render(request, "newswire_publisher/admin/channels/as_you_type_result.html", context)


def _notices(form: ChannelForm) -> list[str]:
    notices = addresses.advice(form.cleaned_data["address"]) if form.cleaned_data.get("address") else []
    asked = form.cleaned_data.get("topics") or []
    if unknown := sorted(set(asked) - set(known_topics())):
        notices.append(_("No page has had this topic lately: %(topics)s.") % {"topics": ", ".join(unknown)})
    return notices
