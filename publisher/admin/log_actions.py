"""What people do with channels, as it stands in Wagtail's history."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

TEST = "newswire.channel.test"
START = "newswire.channel.start"
PAUSE = "newswire.channel.pause"
SWITCH_OFF = "newswire.channel.switch_off"
NEW_SECRET = "newswire.channel.new_secret"  # noqa: S105 - a name in the log
NEW_KEYS = "newswire.channel.new_keys"
SEND = "newswire.channel.send"
FEED_TOKEN_MADE = "newswire.channel.feed_token_made"  # noqa: S105 - a name in the log
FEED_TOKENS_REVOKED = "newswire.channel.feed_tokens_revoked"
PORTAL_MADE = "newswire.channel.portal_made"
PORTAL_REVOKED = "newswire.channel.portal_revoked"

LABELS: dict[str, Promise] = {
    TEST: _("Test sent"),
    START: _("Switched on"),
    PAUSE: _("Paused"),
    SWITCH_OFF: _("Switched off"),
    NEW_SECRET: _("New secret made"),
    NEW_KEYS: _("New key pair made"),
    SEND: _("Sending of existing pages started"),
    FEED_TOKEN_MADE: _("Token for the feed made"),
    FEED_TOKENS_REVOKED: _("Tokens for the feed revoked"),
    PORTAL_MADE: _("Link for developers made"),
    PORTAL_REVOKED: _("Link for developers revoked"),
}


def register(actions: LogActionRegistry) -> None:
    for action, label in LABELS.items():
        actions.register_action(action, label, label)
