from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from newswire.publisher.editorial.forms import RestoreForm
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.editorial.restore import restore, takedown_of, versions

from .page_form import PageFormView


class RestoreView(PageFormView):
    act = Act.RESTORE
    form_class = RestoreForm
    page_title = gettext_lazy("Restore")
    header_icon = "rotate"
    submit_label = gettext_lazy("Publish again")
    template_name = "newswire_publisher/editorial/restore.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"versions": versions(self.page)}

    def carry_out(self, given: dict[str, Any]) -> HttpResponse:
        done = len(restore(map(int, given["pages"]), self.request.user))
        words = ngettext("%(count)d page was restored.", "%(count)d pages were restored.", done)
        messages.success(self.request, words % {"count": done})
        return redirect(self.back_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"takedown": takedown_of(self.page)}
