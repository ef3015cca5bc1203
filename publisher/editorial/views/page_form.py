"""What the views have in common: a page, a form, a permission, and words where something came between."""

from typing import Any, ClassVar

import swapper
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from newswire.publisher.editorial.permissions import Act, may_publish
from newswire.publisher.editorial.refused import Refused
from newswire.publisher.screen import Screen

TYPED = "newswire_typed"  # in the session: what was refused, until its form is opened again


class PageFormView(Screen, FormView):
    act: ClassVar[Act]
    submit_label: ClassVar[Any]
    kept: ClassVar[tuple[str, ...]] = ()  # fields that are filled in again after a refusal
    is_grave = False  # the button that cannot be taken back
    template_name = "newswire_publisher/editorial/form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pages = swapper.load_model("wagtailcore", "Page").objects.select_related("locale")
        self.page = pages.filter(pk=kwargs["page_id"]).first()
        if self.page is None:
            messages.error(request, _("This page was deleted meanwhile."))
            return redirect("wagtailadmin_explore_root")
        if not may_publish(request.user, self.act, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            return self.carry_out(form.cleaned_data)
        except PermissionDenied as refused:
            words = str(refused) or _("You may not publish one of these pages.")
        except Refused as refused:
            words = str(refused)
        self._keep(form)
        return self.back_with(words)

    def _keep(self, form: forms.Form) -> None:
        typed = {name: form[name].data for name in self.kept}
        self.request.session[TYPED] = {"act": self.act, "page": self.page.pk, "typed": typed}

    def get_initial(self) -> dict[str, Any]:
        kept = self.request.session.get(TYPED, {})
        if (kept.get("act"), kept.get("page")) != (self.act, self.page.pk):
            return super().get_initial()
        if self.request.method == "GET":
            del self.request.session[TYPED]
        return super().get_initial() | kept["typed"]

    def carry_out(self, given: dict[str, Any]) -> HttpResponse:
        """Raises Refused or PermissionDenied where it cannot be done."""
        raise NotImplementedError

    def back_with(self, words: str) -> HttpResponse:
        messages.error(self.request, words)
        return redirect(self.back_url())

    def back_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def above(self) -> list[dict[str, Any]]:
        return [{"url": self.back_url(), "label": self.page.get_admin_display_title()}]

    def get_page_subtitle(self) -> str:
        """Two articles may wait in two tabs: each says which it is about."""
        return str(self.page.get_admin_display_title())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "submit_label": self.submit_label,
            "is_grave": self.is_grave,
            "back_url": self.back_url(),
        }
