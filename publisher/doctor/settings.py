"""Django's system checks of every Newswire app that is installed: docs/checks.md."""

from collections.abc import Iterator

from django.core.checks import ERROR, run_checks
from django.utils.translation import gettext as _

from .findings import Finding, error, ok, warning


def examine() -> Iterator[Finding]:
    found = [message for message in run_checks() if (message.id or "").startswith("newswire.")]
    for message in found:
        words = _("Settings: %(message)s (%(id)s)") % {"message": message.msg, "id": message.id}
        yield (error if message.level >= ERROR else warning)(words, message.hint or "docs/checks.md")
    if not found:
        yield ok(_("Settings: nothing is wrong."))
