"""“Send again” and “Take down everywhere” for the pages that are ticked in a listing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction

from newswire.publisher import takedown
from newswire.publisher.editorial.forms import LONGEST
from newswire.publisher.editorial.permissions import Act, may
from newswire.publisher.panel.resend import send_pages_again


class SendAgain(PageBulkAction):
    display_name = gettext_lazy("Send again")
    action_type = "newswire_send_again"
    aria_label = gettext_lazy("Send the selected pages again to their sites")
    template_name = "newswire_publisher/explorer/send_again.html"
    action_priority = 210
    form_class = forms.Form

    def check_perm(self, page: Any) -> bool:
        return bool(page.permissions_for_user(self.request.user).can_publish())

    @classmethod
    def execute_action(cls, objects: Iterable[Any], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        pages = list(objects)
        return len(pages), send_pages_again([page.pk for page in pages], user)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        if not num_child_objects:
            return _("No site was ever told of these pages, so there is nothing to send again.")
        words = ngettext(
            "Will be sent again to %(count)d site.",
            "Will be sent again to %(count)d sites.",
            num_child_objects,
        )
        return words % {"count": num_child_objects}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST,
        help_text=gettext_lazy("It is sent to the sites, and kept in the history of each page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeDown(PageBulkAction):
    """All language versions of each page, from every site; or none, where one may not be taken down."""

    display_name = gettext_lazy("Take down everywhere")
    action_type = "newswire_take_down"
    aria_label = gettext_lazy("Take the selected pages down everywhere")
    template_name = "newswire_publisher/explorer/take_down.html"
    action_priority = 220
    classes = {"serious"}
    form_class = ReasonForm

    def check_perm(self, page: Any) -> bool:
        permissions = page.permissions_for_user(self.request.user)
        return may(self.request.user, Act.TAKE_DOWN) and bool(
            permissions.can_unpublish() or permissions.can_publish()
        )

    def object_context(self, obj: Any) -> dict[str, Any]:
        context = super().object_context(obj)
        return context | {"sites": takedown.holders(obj), "versions": takedown.pages_of(obj).count()}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except PermissionDenied as refused:
            messages.error(self.request, str(refused))
            return redirect(self.next_url)
        return response

    def get_execution_context(self) -> dict[str, Any]:
        reason = self.cleaned_form.cleaned_data["reason"]
        return {**super().get_execution_context(), "reason": reason}

    @classmethod
    def execute_action(
        cls, objects: Iterable[Any], user: Any = None, reason: str = "", **kwargs: Any
    ) -> tuple[int, int]:
        keys = dict.fromkeys((page.alias_of or page).translation_key for page in objects)
        sites = sum(takedown.take_down(key, reason, user).total for key in keys)
        return len(keys), sites

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        words = ngettext(
            "%(count)d article is being taken down everywhere.",
            "%(count)d articles are being taken down everywhere.",
            num_parent_objects,
        )
        return words % {"count": num_parent_objects}
