"""One site and one page, in the words of the screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher import transports
from newswire.publisher.deliver.words import explain
from newswire.publisher.dispatch.match import Unmet, gets
from newswire.publisher.models import HELD, Channel, Delivery, Lane, Priority, Publication
from newswire.publisher.profiles import refusal
from newswire.publisher.reports.lasting import lasting

from .reading import Reading, Told
from .subject import Subject
from .why_not import why_not


class Kind(StrEnum):
    """In the order of what an editor has to see first."""

    NEEDS_YOU = "needs-you"
    RETRYING = "retrying"
    WAITING = "waiting"
    ON_SITE = "on-site"
    OFF_SITE = "off-site"
    NOT_YET = "not-yet"  # wanted, and never told
    NOT_WANTED = "not-wanted"


ICONS = {
    Kind.NEEDS_YOU: "circle-xmark",
    Kind.RETRYING: "warning",
    Kind.WAITING: "time",
    Kind.ON_SITE: "circle-check",
    Kind.OFF_SITE: "minus",
    Kind.NOT_YET: "time",
    Kind.NOT_WANTED: "minus",
}


@dataclass(frozen=True)
class Row:
    channel: Channel
    kind: Kind
    label: str
    what: str = ""  # what happened, or why not
    do: str = ""  # what to do about it
    at: datetime | None = None  # since when; of what waits: when it is tried next
    version: int = 0  # that the site holds
    url: str = ""  # where it stands there
    is_expected: bool = False  # the site did not say so: its pattern does
    is_held: bool = False  # the site has it now, whatever is under way
    is_older: bool = False  # live since before the site was added, and never sent to it
    is_told: bool = False  # something was queued for it: it can be sent again
    waits_for_embargo: bool = False  # and gets it when that ends, not before
    moves: bool = False  # will change by itself soon

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    @property
    def is_next(self) -> bool:
        """Is `at` still to come?"""
        return self.kind in (Kind.RETRYING, Kind.WAITING)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def failed(self) -> bool:
        return self.kind in (Kind.NEEDS_YOU, Kind.RETRYING)

    @property
    def can_be_sent(self) -> bool:
        if self.channel.started_at is None:
            return False
        return self.is_told or (self.is_older and transports.backfills(self.channel.transport))


def row_of(channel: Channel, subject: Subject, reading: Reading) -> Row:
    publication = reading.publications.get(subject.page_id)
    told = reading.told_of(publication, channel)
    if told is None or publication is None:
        return _refused(_untold(channel, subject, reading, publication), publication)
    holds = told.copy.version > 0 and told.copy.state in HELD
    expected = expected_address(channel, publication)
    row = replace(
        _told(channel, told, subject, reading),
        version=told.copy.version,
        url=(told.copy.url or expected) if holds else "",
        is_expected=not told.copy.url,
        is_held=holds,
        is_told=True,
    )
    if (publication.pk, channel.pk) in reading.asked:
        return replace(row, kind=Kind.WAITING, label=_("Will be sent again in a moment"), do="", moves=True)
    return _refused(row, publication)


def _refused(row: Row, publication: Publication | None) -> Row:
    """With the field that this site's format cannot say, where nothing else keeps the page from it."""
    if publication is None or publication.state not in HELD or row.kind not in (Kind.ON_SITE, Kind.NOT_YET):
        return row
    for one in publication.render_warnings:
        if isinstance(one, dict) and one["format"] == row.channel.format:
            do = _("Correct that field and publish the page again.")
            return replace(
                row, kind=Kind.NEEDS_YOU, label=_("Cannot be sent"), what=refusal(one), do=do, is_older=False
            )
    return row


def expected_address(channel: Channel, publication: Publication) -> str:
    """Where a site that answers with no address should have it; empty without a pattern."""
    if not channel.address_pattern.startswith(("https://", "http://")):
        return ""
    slug = urlsplit(publication.url).path.rstrip("/").rpartition("/")[2]
    return channel.address_pattern.replace("{lang}", publication.lang).replace("{slug}", slug)


def _untold(channel: Channel, subject: Subject, reading: Reading, publication: Publication | None) -> Row:
    facets = subject.facets(reading)
    unmet = reading.audience.unmet(channel, facets)
    if unmet is Unmet.EMBARGO:
        return Row(channel, Kind.NOT_YET, _("Gets it when the embargo ends"), waits_for_embargo=True)
    if unmet is not None:
        words = why_not(unmet, channel, facets, subject.live_languages(reading), reading.section_titles)
        return Row(channel, Kind.NOT_WANTED, _("Not sent"), words)
    if subject.is_private(reading):
        return Row(channel, Kind.NOT_YET, _("Not sent"), _("The page is private."))
    if not subject.live:
        return _unpublished(channel, reading.ahead.get(subject.page_id))
    if publication is not None and publication.generation > publication.settled:
        return Row(channel, Kind.WAITING, _("Being prepared"), moves=not publication.render_error)
    if not (gets(channel, "article.published") or gets(channel, "page.published")):
        return Row(channel, Kind.NOT_WANTED, _("Not sent"), _("It asks only for certain kinds of news."))
    what = _("It was live before this site was added.")
    return Row(channel, Kind.NOT_YET, _("Not sent"), what, is_older=True)


def _unpublished(channel: Channel, ahead: bool | None) -> Row:
    if ahead is None or (ahead and channel.trusted):
        return Row(channel, Kind.NOT_YET, _("Gets it when it is published"))
    label = _("Gets it when it is published, not before the embargo ends")
    return Row(channel, Kind.NOT_YET, label, waits_for_embargo=True)


def _told(channel: Channel, told: Told, subject: Subject, reading: Reading) -> Row:
    delivery = told.delivery
    if delivery is not None and delivery.state == Delivery.State.PARKED:
        words = explain(delivery.last_error, is_over=True)
        return Row(
            channel, Kind.NEEDS_YOU, _("Stopped, needs you"), str(words.what), str(words.do), delivery.done_at
        )
    if delivery is not None and delivery.state in (Delivery.State.QUEUED, Delivery.State.SENDING):
        return _under_way(channel, delivery, reading)
    return _settled(channel, told, subject, reading)


def _under_way(channel: Channel, delivery: Delivery, reading: Reading) -> Row:
    if delivery.state == Delivery.State.SENDING:
        if _is_lost(delivery):
            return _queued(channel, reading)
        return Row(channel, Kind.WAITING, _("Under way"), moves=True)
    if delivery.attempts and _is_tried(channel, delivery):
        words, at = explain(delivery.last_error), _next_try(channel.lane, delivery)
        label = _("Failed, will be tried again")
        moves = channel.lane.breaker == Lane.Breaker.CLOSED
        return Row(channel, Kind.RETRYING, label, str(words.what), str(words.do), at, moves=moves)
    return _queued(channel, reading)


def _is_tried(channel: Channel, delivery: Delivery) -> bool:
    """Of what a paused site is to get, a takedown alone."""
    is_paused = channel.state == Channel.State.PAUSED
    return channel.state == Channel.State.ACTIVE or (is_paused and delivery.priority == Priority.TAKEDOWN)


def _next_try(lane: Lane, delivery: Delivery) -> datetime | None:
    """With an open breaker, when the site is asked next, with whichever was tried least: all else waits for
    that, though its own time has long passed."""
    if lane.breaker != Lane.Breaker.CLOSED:
        return lane.probed_at
    return max(filter(None, (delivery.next_attempt_at, lane.hold_until)))


def _is_lost(delivery: Delivery) -> bool:
    """Its worker is gone, and it stays so until another one queues it again: where none runs, for ever."""
    return delivery.leased_until is not None and delivery.leased_until < timezone.now()


def _queued(channel: Channel, reading: Reading) -> Row:
    label = _("Waiting")
    if channel.state == Channel.State.DISABLED:
        return Row(channel, Kind.WAITING, label, _("This site is switched off."), channel.state_note)
    if channel.state == Channel.State.PAUSED:
        return Row(channel, Kind.WAITING, label, _("This site is paused."), channel.state_note)
    if channel.lane.breaker != Lane.Breaker.CLOSED:
        what = _("Paused after errors: it goes out when the site answers again.")
        return Row(channel, Kind.WAITING, label, what, at=channel.lane.probed_at)
    if (asked := channel.lane.hold_until) and asked > timezone.now():
        what = _("The site asks us to wait: %(time)s more.") % {"time": lasting(asked - timezone.now())}
        return Row(channel, Kind.WAITING, label, what)
    if reading.sending_is_stopped:
        return Row(channel, Kind.WAITING, label, _("Sending is stopped."), _("Tell your administrator."))
    return Row(channel, Kind.WAITING, label, moves=True)


def _settled(channel: Channel, told: Told, subject: Subject, reading: Reading) -> Row:
    """Nothing is under way: what the site has confirmed, and why it gets no more."""
    copy, delivery = told
    if copy.state in HELD and copy.version:
        leaves = copy.announced_state not in HELD
        what = _("It cannot be taken off from here: ask the people who run that site.") if leaves else ""
        kind = Kind.NEEDS_YOU if leaves else Kind.ON_SITE
        label = _("Has it under embargo") if copy.state == Publication.State.EMBARGOED else _("On the site")
        return Row(channel, kind, label, what, at=copy.since)
    if copy.version:
        return Row(
            channel, Kind.OFF_SITE, _("Off the site"), _reason(channel, subject, reading), at=copy.since
        )
    ended = delivery.state if delivery is not None else ""
    if ended == Delivery.State.SUPERSEDED:
        return Row(channel, Kind.OFF_SITE, _("Replaced by a newer version"), at=copy.since)
    if ended == Delivery.State.CANCELLED:
        return Row(channel, Kind.NOT_YET, _("Cancelled"), at=delivery.done_at if delivery else timezone.now())
    return Row(channel, Kind.OFF_SITE, _("Not on the site"))


def _reason(channel: Channel, subject: Subject, reading: Reading) -> str:
    """Of being off the site: the newsroom's own, else the site's filter."""
    if subject.is_private(reading):
        return _("The page is private.")
    if not subject.live:
        return _("The page is not published.")
    facets = subject.facets(reading)
    unmet = reading.audience.unmet(channel, facets)
    if unmet is None:
        return ""
    return why_not(unmet, channel, facets, subject.live_languages(reading), reading.section_titles)
