"""Are the certificates of sites valid, and for how long? Asked by shaking hands with all of them at once."""

import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher import addresses
from newswire.publisher.deliver.curl import authorities
from newswire.publisher.models import Attempt, Channel
from newswire.publisher.transports.base import ErrorKind

from .findings import Finding, error, ok, warning

SOON = timedelta(days=14)  # those that are renewed by themselves are by then
SECONDS = 3.0  # for one site
AT_ONCE = 50
MOST_NAMED = 20  # by a probe

Place = tuple[str, int]  # host and port
Answer = datetime | str | None  # when it ends; why it is not valid; None: nobody answers there


def examine() -> Iterator[Finding]:
    """Sites that are not reached have no finding here: their sendings say so."""
    places = _places()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip(places, pool.map(_ask, places), strict=True))
    for place, names in places.items():
        yield from _found(names, answers[place])
    valid = sum(isinstance(one, datetime) and one > timezone.now() + SOON for one in answers.values())
    if valid:
        words = ngettext(
            "Certificates: %(count)d site has one that is valid for another two weeks.",
            "Certificates: %(count)d sites have one that is valid for another two weeks.",
            valid,
        )
        yield ok(words % {"count": valid})


def refused() -> Iterator[Finding]:
    """Of sites that fail, and did so last for it. It asks our own rows, so a probe may ask it."""
    last = Attempt.objects.filter(channel=OuterRef("pk")).order_by("-started_at").values("error")[:1]
    failing = Channel.objects.filter(lane__failing_since__isnull=False).exclude(state=Channel.State.DISABLED)
    met = failing.alias(last=Subquery(last)).filter(last=ErrorKind.TLS).order_by("name")
    for name in met.values_list("name", flat=True)[:MOST_NAMED]:
        yield error(
            _("Channel %(name)s: the site's certificate is not accepted, so nothing is sent.")
            % {"name": name},
            _(
                "newswire_doctor says why. Tell the people who run that site; what is published"
                " meanwhile waits."
            ),
        )


def _places() -> dict[Place, list[str]]:
    """With the names of the channels there."""
    channels = Channel.objects.filter(address__startswith="https://").exclude(state=Channel.State.DISABLED)
    found: dict[Place, list[str]] = {}
    for name, address in channels.order_by("name").values_list("name", "address"):
        try:
            parts = urlsplit(addresses.to_ascii(address))
            place = parts.hostname or "", parts.port or 443
        except ValueError:
            continue
        found.setdefault(place, []).append(name)
    return found


def _ask(place: Place) -> Answer:
    """In a thread, without the database. Only where a sending might connect to as well."""
    host, port = place
    try:
        for family, kind, protocol, _name, peer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            if addresses.may_connect(host, str(peer[0])):
                with socket.socket(family, kind, protocol) as plain:
                    plain.settimeout(SECONDS)
                    plain.connect(peer)
                    return _ends(plain, host)
    except ssl.SSLCertVerificationError as refused:
        return str(refused.verify_message)
    except (OSError, UnicodeError):
        pass
    return None


def _ends(plain: socket.socket, host: str) -> datetime:
    with ssl.create_default_context(cafile=authorities()).wrap_socket(plain, server_hostname=host) as secured:
        facts = secured.getpeercert() or {}
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(facts["notAfter"])), UTC)


def _found(names: list[str], answer: Answer) -> Iterator[Finding]:
    for name in names:
        if isinstance(answer, str):
            yield error(
                _("Channel %(name)s: the site's certificate is not valid, so nothing is sent: %(why)s.")
                % {"name": name, "why": answer},
                _("Tell the people who run that site; what is published meanwhile waits for it."),
            )
        elif answer and answer <= timezone.now() + SOON:
            ends = date_format(timezone.localtime(answer), "DATETIME_FORMAT")
            yield warning(
                _("Channel %(name)s: the site's certificate ends on %(date)s.")
                % {"name": name, "date": ends},
                _("Tell the people who run that site: after that nothing is sent to it."),
            )
