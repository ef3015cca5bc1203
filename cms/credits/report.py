"""The report of pictures that stand in live pages without anybody being named."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry


def without_credit(user: Any) -> QuerySet[Any]:
    """Images that the user may change, that something shows, and that name nobody. One query.

    What is typed where a picture is used is not asked for: the next use would lack it again.
    """
    model = get_image_model()
    policy = policy_registry.get_by_type(model)
    images = policy.instances_user_has_any_permission_for(user, ["change"])
    named = ~Q(newswire_credit__text="") | Q(newswire_credit__not_needed=True)
    shown = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    unnamed = images.exclude(Q(newswire_credit__isnull=False) & named)
    return unnamed.filter(Exists(shown)).order_by("-created_at", "-pk")


class UncreditedPicturesView(ReportView):
    index_url_name = "newswire_uncredited_pictures"
    index_results_url_name = "newswire_uncredited_pictures_results"
    page_title = _("Pictures without a credit")
    header_icon = "image"
    columns = [
        TitleColumn(
            "title",
            label=_("Picture"),
            get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk]) + "#id_credit_text",
        ),
        Column("created_at", label=_("Uploaded")),
    ]
    list_export = ["title", "filename", "created_at"]
    export_headings = {"title": _("Picture"), "filename": _("File"), "created_at": _("Uploaded")}

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.model = get_image_model()
        self.permission_policy = policy_registry.get_by_type(self.model)

    permission_required = "change"

    def get_queryset(self) -> QuerySet[Any]:
        return without_credit(self.request.user)


class UncreditedPicturesItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        policy = policy_registry.get_by_type(get_image_model())
        return policy.user_has_any_permission(request.user, ["change"])
