"""What stands in the history of a page."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log

CORRECTION = "newswire.correction"
SMALL_FIX = "newswire.small_fix"
EMBARGO_SET = "newswire.embargo"
EMBARGO_MOVED = "newswire.embargo.moved"
EMBARGO_LIFTED = "newswire.embargo.lifted"
TAKE_DOWN = "newswire.take_down"
RESTORE = "newswire.restore"


def note(page: Any, action: str, actor: Any, revision: Any = None, **data: Any) -> None:
    log(instance=page, action=action, user=actor, data=data, revision=revision)


class Noted(LogFormatter):
    """Shows the note or the reason that was given."""

    def format_message(self, log_entry: Any) -> str:
        given = log_entry.data.get("note", "")
        return f"{self.message}: {given}" if given else str(self.message)


class Timed(LogFormatter):
    """Shows the time, and whether trusted sites have the page before."""

    def format_message(self, log_entry: Any) -> str:
        until = datetime.fromisoformat(log_entry.data["until"])
        words = {"time": date_format(timezone.localtime(until), "DATETIME_FORMAT")}
        if log_entry.data.get("ahead"):
            return _("Under embargo until %(time)s, sent ahead to trusted sites") % words
        return _("Under embargo until %(time)s") % words


def register(actions: LogActionRegistry) -> None:
    """For Wagtail's `register_log_actions`."""
    for action, formatter, label, message in (
        (CORRECTION, Noted, gettext_lazy("Correction"), gettext_lazy("Published as a correction")),
        (SMALL_FIX, Noted, gettext_lazy("Small fix"), gettext_lazy("Published as a small fix")),
        (EMBARGO_SET, Timed, gettext_lazy("Embargo"), ""),
        (EMBARGO_MOVED, Timed, gettext_lazy("Embargo moved"), ""),
        (EMBARGO_LIFTED, Noted, gettext_lazy("Embargo lifted"), gettext_lazy("Embargo lifted")),
        (TAKE_DOWN, Noted, gettext_lazy("Take down everywhere"), gettext_lazy("Taken down everywhere")),
        (RESTORE, Noted, gettext_lazy("Restore"), gettext_lazy("Restored")),
    ):
        kind = type("Formatter", (formatter,), {"label": label, "message": message})
        actions.register_action(action)(kind)
