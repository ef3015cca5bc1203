"""Are the certificates of sites valid, and for how long?"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher import certificates
from newswire.publisher.certificates import SOON, Answer
from newswire.publisher.transports.base import ErrorKind

from .attempts import MOST_NAMED, failed_last
from .findings import Finding, error, ok, warning


def examine() -> Iterator[Finding]:
    """Asks them all now. Sites that are not reached have no finding here: their sendings say so."""
    channels = list(certificates.channels().order_by("name"))
    answers = certificates.ask(channels)
    for channel in channels:
        yield from _found(channel.name, answers.get(channel.pk))
    valid = sum(isinstance(one, datetime) and one > timezone.now() + SOON for one in answers.values())
    if valid:
        words = ngettext(
            "Certificates: %(count)d site has one that is valid for another two weeks.",
            "Certificates: %(count)d sites have one that is valid for another two weeks.",
            valid,
        )
        yield ok(words % {"count": valid})


def known() -> Iterator[Finding]:
    """What our own rows say, so a probe may ask it: how they were seen last, and whom sendings refused."""
    failing = certificates.channels().filter(lane__failing_since__isnull=False)
    refused = list(failed_last(failing, ErrorKind.TLS)[:MOST_NAMED])
    for name in refused:
        yield error(
            _("Channel %(name)s: the site's certificate is not accepted, so nothing is sent.")
            % {"name": name},
            _(
                "newswire_doctor says why. Tell the people who run that site; what is published"
                " meanwhile waits."
            ),
        )
    seen = certificates.unwell().exclude(channel__name__in=refused).order_by("ends_at", "channel__name")
    for name, why, ends in seen.values_list("channel__name", "refused", "ends_at")[:MOST_NAMED]:
        yield from _found(name, why or ends)


def _found(name: str, answer: Answer) -> Iterator[Finding]:
    if isinstance(answer, str):
        yield error(
            _("Channel %(name)s: the site's certificate is not valid, so nothing is sent: %(why)s.")
            % {"name": name, "why": answer},
            _("Tell the people who run that site; what is published meanwhile waits for it."),
        )
    elif answer and answer <= timezone.now() + SOON:
        ends = date_format(timezone.localtime(answer), "DATETIME_FORMAT")
        words = _("Channel %(name)s: the site's certificate ends on %(date)s.")
        if ends.endswith("."):  # "8:10 a.m." brings a sentence's full stop with it
            words = words.replace("%(date)s.", "%(date)s")
        yield warning(
            words % {"name": name, "date": ends},
            _("Tell the people who run that site: after that nothing is sent to it."),
        )
