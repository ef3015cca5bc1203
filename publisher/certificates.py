"""The certificates of sites: seen by shaking hands, and kept for those who must ask nobody outside."""

import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from . import addresses
from .deliver.curl import authorities
from .models import Certificate, Channel

SOON = timedelta(days=14)  # those that are renewed by themselves are by then
AGAIN = timedelta(hours=6)  # for those that are well; the others each time
SECONDS = 3.0  # for one site
AT_ONCE = 50

Place = tuple[str, int]  # host and port
Answer = datetime | str | None  # when it ends; why it is not valid; None: nobody answers there


def channels() -> QuerySet[Channel]:
    """Those whose site has one."""
    secured = Channel.objects.filter(address__startswith="https://")
    return secured.exclude(state=Channel.State.DISABLED)


def unwell() -> QuerySet[Certificate]:
    """Those, as they were seen last, that are not valid or end soon."""
    seen = Certificate.objects.filter(channel__in=channels(), channel__address=F("address"))
    return seen.filter(Q(refused__gt="") | Q(ends_at__lte=timezone.now() + SOON))


def look(seconds: float) -> int:
    """Shakes hands with the sites that are due, for about `seconds`; with how many. Keeps what it saw."""
    until, began, count = time.monotonic() + seconds, timezone.now(), 0
    while time.monotonic() < until and (due := list(_due(began)[:AT_ONCE])):
        answers = ask(due)
        _keep(due, answers)
        count += len(due)
    return count


def ask(asked: Iterable[Channel]) -> dict[int, Answer]:
    """By the ids of channels; of those whose address can be one. Each host and port is asked once."""
    places: dict[Place, list[int]] = defaultdict(list)
    for channel in asked:
        try:
            parts = urlsplit(addresses.to_ascii(channel.address))
            places[parts.hostname or "", parts.port or 443].append(channel.pk)
        except ValueError:
            continue
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(_ask, places)
    return {pk: answer for pks, answer in zip(places.values(), answers, strict=True) for pk in pks}


def _due(began: datetime) -> QuerySet[Channel]:
    now = timezone.now()
    well = Q(certificate__ends_at__gt=now + SOON)
    never = Q(certificate__isnull=True) | ~Q(certificate__address=F("address"))
    again = Q(certificate__asked_at__lt=now - AGAIN) | ~well & Q(certificate__asked_at__lt=began)
    return channels().filter(never | again).order_by(F("certificate__asked_at").asc(nulls_first=True), "pk")


def _keep(asked: list[Channel], answers: dict[int, Answer]) -> None:
    now = timezone.now()
    rows = []
    for channel in asked:
        answer = answers.get(channel.pk)
        rows.append(
            Certificate(
                channel=channel,
                address=channel.address,
                asked_at=now,
                ends_at=answer if isinstance(answer, datetime) else None,
                refused=answer[:200] if isinstance(answer, str) else "",
            )
        )
    fields = ["address", "asked_at", "ends_at", "refused"]
    Certificate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["channel"], update_fields=fields
    )


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
