"""Newswire in Wagtail's own page views, for every page type without a viewset of its own."""

import swapper
from wagtail.admin.viewsets.pages import PageViewSet

from newswire.publisher.explorer.listing import SitesIndexView
from newswire.publisher.panel.editor import DeliveryEditView
from newswire.publisher.preview.views import DraftPreviewView
from newswire.publisher.translating.admin.panel import LanguagesEditViewMixin


class NewswireEditView(LanguagesEditViewMixin, DeliveryEditView):
    pass


class NewswirePageViewSet(PageViewSet):
    model = swapper.load_model("wagtailcore", "Page")
    edit_view_class = NewswireEditView
    index_view_class = SitesIndexView
    preview_on_edit_view_class = DraftPreviewView
