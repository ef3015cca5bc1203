from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from newswire.publisher.editorial import embargo
from newswire.publisher.editorial.forms import EmbargoForm
from newswire.publisher.editorial.permissions import Act
from newswire.publisher.models import Channel

from .page_form import PageFormView

LIFT = "lift"  # the name of the second button
MOST_NAMED = 50  # of the sites that are trusted


class EmbargoView(PageFormView):
    """Sets, moves and lifts it."""

    act = Act.EMBARGO
    form_class = EmbargoForm
    page_title = gettext_lazy("Embargo")
    header_icon = "time"
    submit_label = gettext_lazy("Set the embargo")
    template_name = "newswire_publisher/editorial/embargo.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if LIFT not in self.request.POST:
            return super().post(*args, **kwargs)
        try:
            is_public = embargo.lift(self.page.pk, self.request.user)
        except embargo.Refused as refused:
            return self.back_with(str(refused))
        words = _("The embargo is lifted.")
        if is_public:
            words = _("The embargo is lifted, and the page is public.")
        messages.success(self.request, words)
        return redirect(self.back_url())

    def carry_out(self, given: dict[str, Any]) -> HttpResponse:
        embargo.place(self.page.pk, given["until"], given["ahead"], self.request.user)
        words = _("The embargo is set. Nothing leaves before; publish when it is ready.")
        if self.page.approved_schedule:
            words = _("The embargo is set. What is approved goes live when it ends.")
        messages.success(self.request, words)
        return redirect(self.back_url())

    def get_initial(self) -> dict[str, Any]:
        standing = self._standing()
        return {"until": standing.until, "ahead": standing.ahead} if standing else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trusted = Channel.objects.filter(trusted=True, started_at__isnull=False)
        names = list(trusted.order_by("name").values_list("name", flat=True)[:MOST_NAMED])
        more = trusted.count() - MOST_NAMED if len(names) == MOST_NAMED else 0
        words = ", ".join(names) + (_(" and %(count)d more") % {"count": more} if more > 0 else "")
        return super().get_context_data(**kwargs) | {"standing": self._standing(), "trusted": words}

    def _standing(self) -> Any:
        return embargo.standing(self.page.pk)
