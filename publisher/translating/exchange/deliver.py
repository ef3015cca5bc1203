"""Puts what a file brings into the draft of a version. It never publishes."""

from dataclasses import dataclass, field
from typing import Any

import swapper
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from newswire.publisher.models import Comparison, ExportedText
from newswire.publisher.translating import begin
from newswire.publisher.translating.changes import Change, changes
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.source import kept_text
from newswire.publisher.translating.units import head_digest, units

from .arrival import Arrival, exported_text, locale_of, origin_of_arrival
from .collect import text_of, version_of
from .pairing import Place, pair


@dataclass(frozen=True)
class Difference:
    place: Place
    before: str
    after: str


@dataclass
class Delivering:
    """Gives the texts of a file where it has them; elsewhere the version keeps what it says."""

    values: dict[str, str]
    given: int = 0
    placed: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def __call__(self, place: Place, source: str, version: str) -> str:
        if place.key not in self.values:
            return version
        self.given += 1
        self.placed.add(place.key)
        after = self.values[place.key]
        if after != version:
            self.differences.append(Difference(place, version, after))
        return after


@dataclass(frozen=True)
class Outlook:
    """What would come of it."""

    origin: Any
    version: Any  # None: a draft would be begun
    differences: list[Difference]
    without_place: int  # texts whose part of the source is gone
    source_changes: list[Change]  # since the export
    seen: int  # the version's latest revision: what was looked at


def outlook(arrival: Arrival, user: Any) -> Outlook:
    """Raises Refused where this user may not write there, or the two pages are of different types."""
    origin, version = _pages(arrival)
    _check(origin, version, locale_of(arrival.lang), user)
    source = text_of(origin)
    found = _paired(source, version if version is not None else text_of(origin), arrival)
    then = kept_text(exported_text(arrival.digest).source_digest) or []
    return Outlook(
        origin,
        version,
        found.differences,
        len(arrival.values) - len(found.placed),
        changes(then, units(source), False),
        seen_of(version),
    )


def deliver(arrival: Arrival, user: Any, seen: int | None = None) -> Any:
    """Writes the draft, all of it or nothing; the page. `seen`: what `Outlook.seen` was, None: whatever.

    Raises Refused like `outlook`, and where the version was changed since it was looked at.
    """
    with transaction.atomic():
        _hold_version(arrival)
        origin, version = _pages(arrival)
        _check(origin, version, locale_of(arrival.lang), user)
        if seen is not None and seen_of(version) != seen:
            raise Refused(_("The version has been changed since you looked at it. Upload the file again."))
        is_new = version is None
        if is_new:
            draft = begin.begin(origin, locale_of(arrival.lang), user).page
            version = draft.get_latest_revision_as_object()
        found = _paired(text_of(origin), version, arrival)
        if not found.placed:
            raise Refused(_("Nothing in the file can be used."))
        version.save_revision(user=user, clean=False)
        log(version, "newswire.import", user=user, data={"source": origin.pk, "texts": len(found.placed)})
        is_whole = arrival.is_whole and len(found.placed) == len(arrival.values)
        if not version.live and (is_new or is_whole):
            compared(version, arrival, user)
    return version


def version_of_arrival(arrival: Arrival) -> int | None:
    """The page that it would be written into; None: there is none yet."""
    version = version_of(origin_of_arrival(arrival.source_id), locale_of(arrival.lang))
    return version.pk if version is not None else None


def check(origin: Any, locale: Locale, user: Any) -> None:
    """Raises Refused where a translation into that language could not be written by this user.

    `user` None: a trigger, whose own rights were looked at.
    """
    _check(origin, version_of(origin, locale), locale, user)


def compared(version: Any, arrival: Arrival, user: Any) -> None:
    """Notes which text of the source it was translated from: that of the export, whatever it says now."""
    exported: ExportedText = exported_text(arrival.digest)
    known = {
        "source_id": exported.page_id,
        "digest": exported.source_digest,
        "head_digest": head_digest(kept_text(exported.source_digest) or []),
        "how": Comparison.How.IMPORTED,
        "at": timezone.now(),
        "by": user,
    }
    Comparison.objects.update_or_create(page_id=version.pk, defaults=known)


def seen_of(version: Any) -> int:
    return (version.latest_revision_id or 0) if version is not None else 0


def _pages(arrival: Arrival) -> tuple[Any, Any]:
    """The source, and its version in that language as its editor opens."""
    origin = origin_of_arrival(arrival.source_id)
    return origin, version_of(origin, locale_of(arrival.lang))


def _hold_version(arrival: Arrival) -> None:
    """Until the commit: nobody publishes or saves it meanwhile."""
    key = origin_of_arrival(arrival.source_id).translation_key
    pages = swapper.load_model("wagtailcore", "Page").objects.select_for_update()
    list(pages.filter(translation_key=key, locale=locale_of(arrival.lang)).values_list("pk"))


def _check(origin: Any, version: Any, locale: Locale, user: Any) -> None:
    if version is None:
        begin.check(origin, locale, user)
        return
    title = {"title": version.get_admin_display_title()}
    if type(version) is not type(origin):
        raise Refused(_("“%(title)s” is of another type than its source.") % title)
    permissions = version.permissions_for_user(user) if user is not None else None
    if permissions is not None and not permissions.can_edit():
        raise Refused(_("You may not edit “%(title)s”.") % title)
    if version.locked if permissions is None else permissions.page_locked():
        raise Refused(_("“%(title)s” is locked.") % title)


def _paired(source: Any, version: Any, arrival: Arrival) -> Delivering:
    found = Delivering(arrival.values)
    pair(source, version, found)
    return found
