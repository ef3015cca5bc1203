"""What a mail says. Never an address of a channel or an answer: either may hold a secret."""

from collections.abc import Sequence
from urllib.parse import urljoin

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.utils import get_admin_base_url

from newswire.publisher.deliver.words import explain
from newswire.publisher.models import Alarm, Delivery
from newswire.publisher.takedown.watch import unconfirmed

NAMED = 100  # of one mail: the others it counts

SUBJECTS = {
    Alarm.Kind.FAILING: gettext_lazy("%(name)s is failing"),
    Alarm.Kind.PAUSED: gettext_lazy("%(name)s is paused after errors"),
    Alarm.Kind.RECOVERED: gettext_lazy("%(name)s works again"),
    Alarm.Kind.DISABLED: gettext_lazy("%(name)s is switched off"),
}
SENTENCES = {
    Alarm.Kind.FAILING: gettext_lazy(
        "%(name)s has taken nothing since %(time)s. It is tried again by itself, and nothing is lost."
    ),
    Alarm.Kind.PAUSED: gettext_lazy(
        "%(name)s has taken nothing since %(time)s. One sending at a time asks whether it is back; the"
        " others wait, and nothing is lost."
    ),
    Alarm.Kind.RECOVERED: gettext_lazy(
        "%(name)s takes what is sent again. It had failed since %(time)s; what waited goes out now, in order."
    ),
    Alarm.Kind.DISABLED: gettext_lazy(
        "%(name)s is switched off since %(time)s: the site says that it wants nothing more from us. Switch it"
        " on again if that was an error."
    ),
}


def subject(alarms: Sequence[Alarm]) -> str:
    """In the language that is active; of several alarms, how many."""
    if len(alarms) > 1:
        words = ngettext(
            "%(count)d notice about your sites", "%(count)d notices about your sites", len(alarms)
        )
        return "Newswire: " + words % {"count": len(alarms)}
    (alarm,) = alarms
    if alarm.channel is None:
        return "Newswire: " + _("A takedown is not confirmed")
    # In one line: a line break in a name must not become a header.
    return "Newswire: " + " ".join((SUBJECTS[Alarm.Kind(alarm.kind)] % {"name": alarm.channel.name}).split())


def body(alarms: Sequence[Alarm]) -> str:
    """Plain text in the language that is active."""
    return "\n\n".join([*(_paragraph(alarm) for alarm in alarms[:NAMED]), *_more(len(alarms) - NAMED)]) + "\n"


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    words = ngettext("And %(n)s more site.", "And %(n)s more sites.", count) % {"n": count}
    return [f"{words}\n{_address('newswire_channels:index')}"]


def _paragraph(alarm: Alarm) -> str:
    if alarm.channel is None:
        said = [unconfirmed(alarm.job)] if alarm.job else []
        return "\n".join([*said, _address("newswire_status:index")])
    time = date_format(timezone.localtime(alarm.since), "DATETIME_FORMAT")
    words = str(SENTENCES[Alarm.Kind(alarm.kind)])
    if time.endswith("."):  # "8:10 a.m." brings a sentence's full stop with it
        words = words.replace("%(time)s.", "%(time)s")
    sentence = words % {"name": alarm.channel.name, "time": time}
    return "\n".join([sentence, *_reason(alarm), _address("newswire_channels:inspect", alarm.channel.pk)])


def _reason(alarm: Alarm) -> list[str]:
    """Why, and what to do, by what went wrong last."""
    if alarm.kind not in (Alarm.Kind.FAILING, Alarm.Kind.PAUSED):
        return []
    tried = Delivery.objects.filter(channel=alarm.channel, first_attempt_at__isnull=False)
    error = tried.exclude(last_error="").order_by("-created_at").values_list("last_error", flat=True).first()
    words = explain(error) if error else None
    return [f"{words.what} {words.do}"] if words else []


def _address(name: str, *args: int) -> str:
    try:
        return urljoin(get_admin_base_url() or "", reverse(name, args=args))
    except NoReverseMatch:  # a worker of a project that serves Wagtail's admin elsewhere
        return get_admin_base_url() or ""
