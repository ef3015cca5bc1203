from django.db.transaction import non_atomic_requests
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from newswire.publisher.models import Channel
from newswire.publisher.portal import admin as portal

from . import channel_actions as actions
from .channel_check import CheckChannel
from .channel_panels import edit_handler
from .channel_views import (
    ChannelAddView,
    ChannelDeleteView,
    ChannelEditView,
    ChannelIndexView,
    ChannelView,
)
from .sending import views as sending
from .words import state_words

TEMPLATES = "newswire_publisher/admin/channels"


class StateColumn(Column):
    cell_template_name = "newswire_publisher/admin/state_cell.html"

    def get_value(self, instance: Channel) -> object:
        return state_words(instance)


class ChannelViewSet(ModelViewSet):
    """Newswire, Sites and channels."""

    model = Channel
    name = "newswire_channels"
    url_prefix = "newswire/channels"
    icon = "site"
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ChannelIndexView
    add_view_class = ChannelAddView
    edit_view_class = ChannelEditView
    delete_view_class = ChannelDeleteView
    inspect_view_class = ChannelView
    template_prefix = ""
    search_fields = ["name", "address"]
    ordering = ["name"]
    list_per_page = 50
    list_display = [
        "name",
        StateColumn("state", label=_("State")),
        Column("waiting", label=_("Waiting")),
        Column("stopped", label=_("Stopped, needs you")),
        "address",
    ]
    edit_handler = edit_handler("webhook")  # the views ask for that of the channel's own transport
    index_template_name = f"{TEMPLATES}/index.html"
    create_template_name = f"{TEMPLATES}/create.html"
    edit_template_name = f"{TEMPLATES}/edit.html"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("test/<int:pk>/", non_atomic_requests(actions.SendTest.as_view()), name="test"),
            path("start/<int:pk>/", actions.Start.as_view(), name="start"),
            path("pause/<int:pk>/", actions.Pause.as_view(), name="pause"),
            path("switch-off/<int:pk>/", actions.SwitchOff.as_view(), name="switch_off"),
            path("new-secret/<int:pk>/", actions.NewSecret.as_view(), name="new_secret"),
            path("new-keys/<int:pk>/", actions.NewKeys.as_view(), name="new_keys"),
            path("feed-token/make/<int:pk>/", actions.NewFeedToken.as_view(), name="feed_token_make"),
            path("feed-token/revoke/<int:pk>/", actions.RevokeFeedTokens.as_view(), name="feed_token_revoke"),
            path("portal/make/<int:pk>/", portal.MakeLink.as_view(), name="portal_make"),
            path("portal/revoke/<int:pk>/", portal.RevokeLink.as_view(), name="portal_revoke"),
            path("check/<slug:transport>/", CheckChannel.as_view(), name="check"),
            path("check/<slug:transport>/<int:pk>/", CheckChannel.as_view(), name="check"),
            path("send/<int:pk>/", sending.SendView.as_view(), name="send"),
            path("job/<int:pk>/", sending.JobView.as_view(), name="job"),
            path("job/<int:pk>/progress/", sending.JobProgress.as_view(), name="job_progress"),
            path("job/<int:pk>/<slug:action>/", sending.JobAction.as_view(), name="job_action"),
        ]
