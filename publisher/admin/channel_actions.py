"""What a channel's buttons do."""

from typing import ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View
from wagtail.log_actions import log

from newswire.publisher import channels, secrets
from newswire.publisher.channels.permissions import may_change_channels
from newswire.publisher.feed import tokens
from newswire.publisher.models import Channel, SealedSecret

from . import log_actions
from .once import EXCHANGE, FEED, SECRET, keep


class ChannelAction(View):
    """One button: POST only, and only for who may change channels."""

    http_method_names = ["post"]
    log_action: ClassVar[str]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_change_channels(request.user):
            raise PermissionDenied
        channel = Channel.objects.select_related("lane").filter(pk=pk).first()
        if channel is None:
            return gone(request)
        try:
            self.act(channel)
        except Channel.DoesNotExist:
            return gone(request)
        except channels.CannotStart as reason:
            messages.error(request, str(reason))
        else:
            log(channel, self.log_action, user=request.user)
        return redirect("newswire_channels:inspect", pk)

    def act(self, channel: Channel) -> None:
        raise NotImplementedError


def gone(request: HttpRequest) -> HttpResponse:
    """For who pressed a button of a channel, or saved one, that somebody else has deleted meanwhile."""
    messages.error(request, _("This site or channel was deleted meanwhile."))
    return redirect("newswire_channels:index")


class SendTest(ChannelAction):
    """Its address is without ATOMIC_REQUESTS: nobody could publish until the site has answered."""

    log_action = log_actions.TEST

    def act(self, channel: Channel) -> None:
        exchange = channels.send_test(channel)
        channel.refresh_from_db()  # a site may take its time, and somebody else act on its channel
        self.request.session[EXCHANGE] = {"channel": channel.pk, **exchange.as_dict()}
        if not exchange.worked:
            messages.error(self.request, _("The test did not work. See below what came back."))
        elif channel.started_at is None:
            channels.start(channel)
            messages.success(self.request, _("The test worked, and %s is now on.") % channel.name)
        else:
            messages.success(self.request, _("The test worked."))


class Start(ChannelAction):
    """“Start anyway”, without a test that worked; also switches a channel on again."""

    log_action = log_actions.START

    def act(self, channel: Channel) -> None:
        channels.resume(channel)
        messages.success(self.request, _("%s is on.") % channel.name)


class Pause(ChannelAction):
    log_action = log_actions.PAUSE

    def act(self, channel: Channel) -> None:
        note = _("Paused by %s.") % self.request.user.get_username()
        channels.pause(channel, note)
        messages.success(self.request, _("%s is paused. What is published waits for it.") % channel.name)


class SwitchOff(ChannelAction):
    log_action = log_actions.SWITCH_OFF

    def act(self, channel: Channel) -> None:
        channels.disable(channel, _("Switched off by %s.") % self.request.user.get_username())
        messages.success(self.request, _("%s is switched off.") % channel.name)


class NewSecret(ChannelAction):
    """Rotates: the old secret signs beside the new one for a day."""

    log_action = log_actions.NEW_SECRET

    def act(self, channel: Channel) -> None:
        secrets.rotate(channel)
        self.request.session[SECRET] = channel.pk
        messages.success(self.request, _("Both secrets are used for a day: tell the other site the new one."))


class NewKeys(ChannelAction):
    """An ed25519 pair beside the secret, or in place of an older pair, which signs for a day more."""

    log_action = log_actions.NEW_KEYS

    def act(self, channel: Channel) -> None:
        secrets.rotate(channel, SealedSecret.Kind.ED25519)
        messages.success(self.request, _("From now on there is a signature to verify with the public key."))


class NewFeedToken(ChannelAction):
    """Beside those that there are: a site changes to it in its own time."""

    log_action = log_actions.FEED_TOKEN_MADE

    def act(self, channel: Channel) -> None:
        keep(self.request.session, FEED, channel.pk, tokens.create(channel))


class RevokeFeedTokens(ChannelAction):
    log_action = log_actions.FEED_TOKENS_REVOKED

    def act(self, channel: Channel) -> None:
        tokens.revoke(channel)
        messages.success(self.request, _("No token opens the feed any more."))
