"""The side panel "Languages" beside the editor."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel

from newswire.publisher.screen import errors_of_refreshing


class LanguagesSidePanel(BaseSidePanel):
    """Links only, since it must not be part of the form; fetched apart, so that the editor does not wait."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle languages")
        icon_name = "globe"

    name = "newswire-languages"
    title = _("Languages")
    template_name = "newswire_publisher/translating/side_panel.html"
    order = 160

    class Media:
        css = {"all": ["newswire_publisher/panel.css", "newswire_publisher/translating.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return context | {
            "rows_url": reverse("newswire_languages:panel", args=[self.object.pk]),
            "messages_of_errors_json": errors_of_refreshing(),
        }


class LanguagesEditViewMixin:
    """For an `EditView` of pages."""

    def get_side_panels(self: Any) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]  # a mixin: of the view
        # An autosave renders panels again that know the form; a link acts at once and needs none.
        if self.expects_json_response or self.hydrate_create_view or self.page.alias_of_id:
            return panels
        return MediaContainer([*panels, LanguagesSidePanel(self.page, self.request)])
