from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from newswire.publisher.editorial.forms import CorrectionForm
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.editorial.publish import correct

from .page_form import PageFormView


class CorrectionView(PageFormView):
    """Asks for the note, then publishes exactly the draft that the editor has just saved."""

    act = Act.CORRECT
    form_class = CorrectionForm
    kept = ("note",)
    page_title = gettext_lazy("Publish as correction")
    header_icon = "comment"
    submit_label = gettext_lazy("Publish as correction")
    template_name = "newswire_publisher/editorial/correction.html"

    def carry_out(self, given: dict[str, Any]) -> HttpResponse:
        correct(self.page.pk, given["note"], self.request.user, self.kwargs["revision_id"])
        words = _("“%(title)s” was published as a correction.")
        messages.success(self.request, words % {"title": self.page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)
