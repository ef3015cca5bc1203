"""What became of every committed publish at every healthy receiver."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from host.models import HostPage

from newswire.publisher.models import Delivery, Event, Publication

from .editors import Edit, number_of

Request = dict[str, Any]  # fields of receivers.Request
Place = tuple[int, str]  # receiver, publication


@dataclass(frozen=True)
class Account:
    """`due`: committed publishes times healthy receivers. `delivered`: of those due, what the receiver
    holds, itself or a newer one of the same page. `duplicates`: requests for what was already answered
    2xx. `order_violations`: requests for an older version that began after a newer one's 2xx."""

    published: int
    due: int
    delivered: int
    duplicates: int
    order_violations: int
    lost: int
    requests: int
    events: int
    torn: int  # bodies of which title and text are not of the same version
    gaps: int  # sequences that no event has
    troubles: list[str]


@dataclass(frozen=True)
class Shown:
    """A page as it stands in the database, or at a receiver."""

    live: bool
    number: int  # of the edit


def account(edits: Sequence[Edit], channels: dict[int, int], requests: list[Request]) -> Account:
    """`channels`: the ids of the healthy receivers' channels, by the receiver's number."""
    pages = {page.pk: Shown(page.live, number_of(page.title)) for page in HostPage.objects.all()}
    uuids = dict(Publication.objects.values_list("page_id", "uuid"))
    held = _held(requests)
    published = delivered = 0
    troubles = []
    for page_id, page in pages.items():
        committed = _committed(edits, page_id, page)
        published += len(committed)
        for number in channels if committed else ():
            copy = held.get((number, str(uuids.get(page_id))))
            lost = _lost(committed, page, copy)
            delivered += len(committed) - lost
            if lost:
                troubles.append(f"receiver {number} page {page_id}: {copy}, and should hold {page}")
    due = published * len(channels)
    missing = _missing(channels, requests)
    sequences = list(Event.objects.values_list("sequence", flat=True))
    return Account(
        published=published,
        due=due,
        delivered=delivered,
        duplicates=_duplicates(requests),
        order_violations=_violations(requests, troubles),
        lost=due - delivered + len(missing),
        requests=len(requests),
        events=len(sequences),
        torn=sum(request["torn"] for request in requests),
        gaps=max(sequences, default=0) - len(sequences),
        troubles=[*troubles, *missing],
    )


def _committed(edits: Sequence[Edit], page_id: int, page: Shown) -> list[int]:
    """Numbers of the committed edits. One that was killed on its way was committed if the page shows it."""
    return [
        edit.number
        for edit in edits
        if edit.page_id == page_id
        and (edit.committed or (edit.number and page.live and edit.number == page.number))
    ]


def _held(requests: list[Request]) -> dict[Place, Shown]:
    """What each receiver has by the rule of docs/receive.md: the highest version that it answered 2xx."""
    held: dict[Place, tuple[int, Shown]] = {}
    for request in requests:
        place = request["receiver"], request["publication"]
        if request["accepted"] and request["version"] > held.get(place, (0,))[0]:
            shown = Shown(request["state"] == "live", number_of(request["title"]))
            held[place] = request["version"], shown
    return {place: shown for place, (_, shown) in held.items()}


def _lost(committed: list[int], page: Shown, copy: Shown | None) -> int:
    """How many of them a receiver misses. Editors of one page commit in any order: the page decides."""
    if copy == page or (not page.live and (copy is None or not copy.live)):
        return 0
    newer = [number for number in committed if copy is None or number > copy.number]
    return max(1, len(newer))


def _missing(channels: dict[int, int], requests: list[Request]) -> list[str]:
    """Deliveries that are said to be done, and did not arrive; and of channels that asked for every
    version, those that a newer one replaced though it was no withdrawal."""
    accepted = {(request["receiver"], request["webhook_id"]) for request in requests if request["accepted"]}
    done = Delivery.objects.filter(channel__in=channels.values()).select_related("channel")
    numbers = {channel_id: number for number, channel_id in channels.items()}
    missing = []
    withdrawn = set(done.filter(withdrawal=True).values_list("channel", "publication", "event"))
    for delivery in done:
        number = numbers[delivery.channel_id]
        where = f"receiver {number} delivery {delivery.pk} v{delivery.version}"
        if delivery.state == Delivery.State.DELIVERED:
            if (number, delivery.webhook_id) not in accepted:
                missing.append(f"{where}: said to be delivered, never arrived")
        elif delivery.state != Delivery.State.SUPERSEDED:
            missing.append(f"{where}: {delivery.state} ({delivery.last_error})")
        elif delivery.channel.order == "every" and not any(
            (channel, publication) == (delivery.channel_id, delivery.publication_id)
            and event > delivery.event_id
            for channel, publication, event in withdrawn
        ):
            missing.append(f"{where}: replaced, though every version was asked for")
    return missing


def _duplicates(requests: list[Request]) -> int:
    accepted: dict[tuple[int, str], float] = {}
    found = 0
    for request in requests:
        key = request["receiver"], request["webhook_id"]
        found += key in accepted and request["began"] > accepted[key]
        if request["accepted"]:
            accepted.setdefault(key, request["accepted"])
    return found


def _violations(requests: list[Request], troubles: list[str]) -> int:
    accepted: dict[Place, list[Request]] = defaultdict(list)
    for request in requests:
        if request["accepted"]:
            accepted[request["receiver"], request["publication"]].append(request)
    found = 0
    for request in requests:
        for newer in accepted[request["receiver"], request["publication"]]:
            if newer["version"] > request["version"] and newer["accepted"] < request["began"]:
                found += 1
                late = request["began"] - newer["accepted"]
                troubles.append(
                    f"receiver {request['receiver']} {request['publication']}: version "
                    f"{request['version']} ({request['webhook_id']}) began {late:.3f} s after the 2xx of "
                    f"{newer['version']} ({newer['webhook_id']})"
                )
                break
    return found
