from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from .channels import ChannelViewSet
from .hub import SubscriptionViewSet
from .status import StatusViewSet
from .triggers import TriggerViewSet


class NewswireGroup(ModelViewSetGroup):
    """The menu "Newswire"; another app adds an item with the hook named below."""

    menu_label = _("Newswire")
    menu_icon = "globe"
    menu_order = 250
    submenu_hook = "register_newswire_menu_item"
    items = (ChannelViewSet, TriggerViewSet, SubscriptionViewSet, StatusViewSet)
