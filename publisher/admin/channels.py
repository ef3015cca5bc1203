from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from newswire.publisher.models import Channel

from . import channel_actions as actions
from .channel_form import ChannelForm
from .channel_views import ChannelAddView, ChannelEditView, ChannelIndexView, ChannelView
from .words import state_words

FOLDED = "collapsed"


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
    inspect_view_class = ChannelView
    template_prefix = ""
    search_fields = ["name", "address"]
    ordering = ["name"]
    list_display = [
        "name",
        StateColumn("state", label=_("State")),
        Column("waiting", label=_("Waiting")),
        Column("stopped", label=_("Stopped, needs you")),
        "address",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            MultiFieldPanel(
                [FieldPanel("languages"), FieldPanel("page_types"), FieldPanel("sections")],
                heading=_("What it gets"),
                classname=FOLDED,
            ),
            MultiFieldPanel(
                [
                    FieldPanel("mode"),
                    FieldPanel("fallback"),
                    FieldPanel("order"),
                    FieldPanel("cap"),
                    FieldPanel("rate_per_minute"),
                ],
                heading=_("How it is sent"),
                classname=FOLDED,
            ),
            MultiFieldPanel(
                [FieldPanel("address_pattern"), FieldPanel("trusted"), FieldPanel("for_operators")],
                heading=_("More"),
                classname=FOLDED,
            ),
        ],
        base_form_class=ChannelForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("test/<int:pk>/", actions.SendTest.as_view(), name="test"),
            path("start/<int:pk>/", actions.Start.as_view(), name="start"),
            path("pause/<int:pk>/", actions.Pause.as_view(), name="pause"),
            path("switch-off/<int:pk>/", actions.SwitchOff.as_view(), name="switch_off"),
            path("new-secret/<int:pk>/", actions.NewSecret.as_view(), name="new_secret"),
        ]
