"""The one sentence that the panel opens with, and that a screen reader hears when it changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .rows import Kind, Row

if TYPE_CHECKING:
    from .board import Board


def sentence(board: "Board") -> str:
    """At most three short ones: where it is, what waits, what needs somebody."""
    if not board.rows:
        return _("No site receives this page yet.")
    if not board.wanted:
        return _("No site takes this page.")
    parts = [_where(board), _waiting(board), _needs_somebody(board)]
    return " ".join(part for part in parts if part)


def _where(board: "Board") -> str:
    held = [row for row in board.rows if row.is_held]
    told = [row for row in board.rows if row.is_told]
    if board.subject.is_private(board.reading) and not held:
        return _("This page is private: no site gets it.")
    if not board.subject.live and not told:
        return _when_published(board)
    words = {"on": len(held), "all": len(board.wanted), "time": _since(held)}
    if not board.subject.live and not held:
        return _("Off all sites.")
    if not board.subject.live:
        return _("Still on %(on)d of %(all)d sites.") % words
    if len(held) == len(board.wanted) and words["time"]:
        # The English “a.m.” brings a full stop of its own.
        return (_("On %(on)d of %(all)d sites since %(time)s.") % words).replace("..", ".")
    return _("On %(on)d of %(all)d sites.") % words


def _when_published(board: "Board") -> str:
    """Under embargo a trusted site may get it before the others."""
    held = sum(row.waits_for_embargo for row in board.wanted)
    free = len(board.wanted) - held
    soon = ngettext(
        "%(count)d site gets it when it is published.", "%(count)d sites get it when it is published.", free
    ) % {"count": free}
    late = ngettext(
        "%(count)d site gets it when it is published, not before the embargo ends.",
        "%(count)d sites get it when it is published, not before the embargo ends.",
        held,
    ) % {"count": held}
    return " ".join(words for words, count in ((soon, free), (late, held)) if count)


def _waiting(board: "Board") -> str:
    waiting = sum(row.kind in (Kind.WAITING, Kind.RETRYING) for row in board.rows)
    if waiting and board.reading.sending_is_stopped:
        return _("Waiting: sending is stopped, tell your administrator.")
    if waiting:
        return ngettext("%(count)d waiting.", "%(count)d waiting.", waiting) % {"count": waiting}
    if board.preparing and not board.render_error:
        is_out = board.publication is not None and board.publication.version > 0
        return _("A newer version is being prepared.") if is_out else _("Being prepared.")
    return ""


def _needs_somebody(board: "Board") -> str:
    if board.render_error:
        return _("This page cannot be sent.")
    stopped = sum(row.kind is Kind.NEEDS_YOU for row in board.rows)
    if not stopped:
        return ""
    return ngettext("%(count)d stopped, needs you.", "%(count)d stopped, need you.", stopped) % {
        "count": stopped
    }


def _since(rows: Sequence[Row]) -> str:
    times = [row.at for row in rows if row.at and row.kind is Kind.ON_SITE]
    return in_words(max(times)) if times else ""


def in_words(at: datetime) -> str:
    """The time of day, with the day where that is not today; in the user's zone and language."""
    local = timezone.localtime(at)
    today = local.date() == timezone.localdate()
    return date_format(local, "TIME_FORMAT" if today else "SHORT_DATETIME_FORMAT")
