"""The buttons on a channel's page that make and revoke the link for its developers."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from newswire.publisher.admin import log_actions
from newswire.publisher.admin.channel_actions import ChannelAction
from newswire.publisher.admin.once import PORTAL, keep
from newswire.publisher.models import Channel

from . import tokens


class MakeLink(ChannelAction):
    log_action = log_actions.PORTAL_MADE

    def act(self, channel: Channel) -> None:
        address = reverse("newswire_publisher:portal", args=[tokens.create(channel)])
        keep(self.request.session, PORTAL, channel.pk, self.request.build_absolute_uri(address))


class RevokeLink(ChannelAction):
    log_action = log_actions.PORTAL_REVOKED

    def act(self, channel: Channel) -> None:
        tokens.revoke(channel)
        messages.success(self.request, _("The link does not open any more."))
