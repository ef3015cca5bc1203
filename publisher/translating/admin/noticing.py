"""Asks for mails about changed sources, and ends them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from newswire.publisher.alarms.recipients import recipient
from newswire.publisher.models import TranslatorNotice
from newswire.publisher.translating.desk import languages_of


class NoticesView(View):
    """For oneself alone, and only for those who may open the desk."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if not languages_of(request.user):
            raise PermissionDenied
        if "end" in request.POST:
            TranslatorNotice.objects.filter(user=request.user.pk).delete()
            messages.success(request, _("You get no more mails about changed sources."))
        elif recipient(request.user) is None:
            messages.error(request, _("Your account has no mail address. Give it one first."))
        else:
            TranslatorNotice.objects.get_or_create(user_id=request.user.pk or 0)
            messages.success(request, _("You get a mail when the source of a version of yours changes."))
        return redirect("newswire_languages:desk")
