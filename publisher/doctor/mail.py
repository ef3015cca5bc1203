"""Can operators be told by mail when a site fails?"""

from collections.abc import Iterator

from django.core.mail import get_connection
from django.utils.translation import gettext as _

from newswire.publisher.alarms.recipients import recipients
from newswire.publisher.models import Alarm
from newswire.publisher.reports.lasting import lasting_since

from .findings import Finding, error, note, ok, warning

# Django's backends that send nothing to anybody.
NOWHERE = ("console", "dummy", "filebased", "locmem")


def examine() -> Iterator[Finding]:
    backend = type(get_connection()).__module__
    told = recipients()
    if backend.startswith("django.core.mail.backends.") and backend.endswith(NOWHERE):
        yield note(
            _("Mail: EMAIL_BACKEND sends none, so nobody is told by mail when a site fails."),
            _("Set EMAIL_BACKEND and EMAIL_HOST, or look here now and then."),
        )
    elif not told:
        yield warning(
            _("Mail: nobody who may change channels has a mail address."),
            _("Give one of them an address, or set NEWSWIRE_ALARM_RECIPIENTS."),
        )
    else:
        yield from _waiting(len(told))


def _waiting(told: int) -> Iterator[Finding]:
    oldest = Alarm.objects.filter(told_at=None).exclude(error="").order_by("created_at").first()
    if oldest is None:
        yield ok(_("Mail: %(count)d people are told when a site fails.") % {"count": told})
        return
    yield error(
        _("Mail: the mail server has taken nothing for %(time)s (%(error)s).")
        % {"time": lasting_since(oldest.created_at), "error": oldest.error},
        _("Check EMAIL_HOST and its like. It is tried again by itself for a day."),
    )
