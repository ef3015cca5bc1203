"""Newswire, Incoming sites: who may send articles here, where they go, and what has come."""

from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from newswire.cms.listing.mixin import NewsIndexMixin
from newswire.publisher.signing import SigningKey

from . import secret
from .models import IncomingSite

SHOWN = 50


class IncomingSiteForm(WagtailAdminModelForm):
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("What their channel showed when it was made: whsec_… or whpk_…. Left empty: as before."),
    )

    class Meta(WagtailAdminModelForm.Meta):  # without Wagtail's own, all pages stand in one list
        model = IncomingSite
        fields = ("name", "slug", "section", "mode", "active")

    def clean_section(self) -> Any:
        section = self.cleaned_data["section"]
        if section is None or not isinstance(section.specific, NewsIndexMixin):
            raise forms.ValidationError(_("Choose a news index: articles stand below one."))
        return section

    def clean_secret(self) -> str:
        plain: str = self.cleaned_data["secret"].strip()
        if not plain and self.instance._state.adding:
            raise forms.ValidationError(_("Without their secret nothing that comes can be trusted."))
        try:
            is_private = plain.startswith("whsk_")
            if plain and (SigningKey.parse(plain) is None or is_private):
                raise ValueError
        except ValueError:
            raise forms.ValidationError(_("This is no secret of a channel.")) from None
        return plain

    def save(self, commit: bool = True) -> IncomingSite:
        with transaction.atomic():
            site: IncomingSite = super().save(commit)
            if plain := self.cleaned_data["secret"]:
                secret.keep(site, plain)
        return site


class IncomingSiteAddView(generic.CreateView):
    def get_success_url(self) -> str:
        return reverse("newswire_incoming:inspect", args=[self.object.pk])


class IncomingSiteView(generic.InspectView):
    template_name = "newswire_intake/admin/site.html"
    page_title = _("What has come")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = reverse("newswire_intake", args=[self.object.slug])
        rows = self.object.articles.select_related("page").order_by("-received_at")[:SHOWN]
        more = {"address": self.request.build_absolute_uri(address), "articles": _visible(rows, self.request)}
        return {**super().get_context_data(**kwargs), **more}


def _visible(rows: Any, request: Any) -> list[tuple[Any, bool]]:
    """Each article, and whether who looks may edit its page."""
    return [(row, bool(row.page and row.page.permissions_for_user(request.user).can_edit())) for row in rows]


class IncomingSiteViewSet(ModelViewSet):
    model = IncomingSite
    name = "newswire_incoming"
    url_prefix = "newswire/incoming"
    icon = "download"
    menu_label = _("Incoming sites")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    add_view_class = IncomingSiteAddView
    inspect_view_class = IncomingSiteView
    search_fields = ["name", "slug"]
    ordering = ["name"]
    list_display = ["name", "section", "mode", BooleanColumn("active", label=_("On"))]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "slug", "secret", "section", "mode", "active")],
        base_form_class=IncomingSiteForm,
    )
