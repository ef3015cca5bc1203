from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from newswire.publisher import conf, takedown
from newswire.publisher.editorial.forms import TakeDownForm
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.editorial.refused import Refused
from newswire.publisher.editorial.restore import takedown_of
from newswire.publisher.languages.names import language_name

from .page_form import PageFormView


class TakeDownView(PageFormView):
    """Says what goes, and from which sites; then does it, and leads to who has confirmed."""

    act = Act.TAKE_DOWN
    form_class = TakeDownForm
    kept = ("reason",)
    page_title = gettext_lazy("Take down everywhere")
    header_icon = "circle-xmark"
    submit_label = gettext_lazy("Take down everywhere")
    is_grave = True
    template_name = "newswire_publisher/editorial/take_down.html"

    def carry_out(self, given: dict[str, Any]) -> HttpResponse:
        if takedown_of(self.page) is not None:
            raise Refused(_("Somebody has taken this page down already."))
        job = takedown.take_down(self.page, given["reason"], self.request.user)
        return redirect("newswire_editorial:confirmations", self.page.pk, job.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "versions": [
                (one, language_name(one.locale.language_code, get_language() or "en"))
                for one in takedown.pages_of(self.page).select_related("locale")
            ],
            "sites": takedown.holders(self.page),
            "minutes": f"{conf.get().takedown_alarm_minutes:g}",
        }
