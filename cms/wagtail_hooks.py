"""Registration only: what each hook registers stands in the module that it names."""

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from newswire.cms.credits.notices import hold_back_bulk_publishing, warn_after_publishing
from newswire.cms.credits.report import UncreditedPicturesItem, UncreditedPicturesView
from newswire.cms.snippets import Newsroom
from newswire.cms.suggestions.block import VIEW
from newswire.cms.suggestions.view import suggestions

register_snippet(Newsroom)

hooks.register("after_publish_page", warn_after_publishing)
hooks.register("before_bulk_action", hold_back_bulk_publishing)


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    view, address = UncreditedPicturesView, "reports/newswire-uncredited-pictures/"
    return [
        path(address, view.as_view(), name=view.index_url_name),
        path(f"{address}results/", view.as_view(results_only=True), name=view.index_results_url_name),
    ]


@hooks.register("register_admin_urls")
def suggestion_urls() -> list[URLPattern]:
    return [path("newswire/related-suggestions/", suggestions, name=VIEW)]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> UncreditedPicturesItem:
    return UncreditedPicturesItem(
        _("Pictures without a credit"),
        reverse_lazy(UncreditedPicturesView.index_url_name),
        name="newswire-uncredited-pictures",
        icon_name="image",
        order=750,
    )
