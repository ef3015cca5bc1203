"""Is a version up to date with its source? Never said of what nobody has compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import swapper
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from newswire.publisher.models import Comparison, LiveText

from .changes import Change, changes
from .refresh import refresh
from .refusal import Refused
from .source import fresh_source, full_language, keep_text, kept_text, live_units
from .units import Unit, digest, head_digest


class State(StrEnum):
    SOURCE = "source"
    NOT_COMPARED = "not_compared"
    CURRENT = "current"
    STALE = "stale"


@dataclass(frozen=True)
class Standing:
    """How a version stands to its source."""

    state: State
    source: LiveText | None = None
    comparison: Comparison | None = None
    head_only: bool = False  # one of the two is the full version: headline and summary count alone


def standing(page: Any) -> Standing:
    """Of a page of any kind, with the live source as it is at this moment."""
    return standings(page.translation_key, [page])[page.pk]


def standings(key: UUID, pages: Iterable[Any]) -> dict[int, Standing]:
    """The same of several members of one set, by page id; each with its locale at hand."""
    source, full = fresh_source(key), full_language(key)
    source_lang = _page(source.page_id).locale.language_code if source and full else ""
    members = {page.pk: page for page in pages}
    known = {one.page_id: one for one in Comparison.objects.filter(page_id__in=members)}
    return {
        page_id: _standing(
            page,
            source,
            known.get(page_id),
            head_only=bool(full) and full in {page.locale.language_code, source_lang},
        )
        for page_id, page in members.items()
    }


def _standing(page: Any, source: LiveText | None, comparison: Comparison | None, head_only: bool) -> Standing:
    if source is not None and source.page_id == page.pk:
        return Standing(State.SOURCE, source)
    if source is None or not _applies(comparison, source):
        return Standing(State.NOT_COMPARED, source, comparison)
    assert comparison is not None
    same = comparison.head_digest == source.head_digest if head_only else comparison.digest == source.digest
    return Standing(State.CURRENT if same else State.STALE, source, comparison, head_only)


def differences(found: Standing) -> list[Change]:
    """What changed in the source since the version was compared; empty where it was not."""
    if found.state is not State.STALE or found.comparison is None or found.source is None:
        return []
    then = kept_text(found.comparison.digest) or []
    return changes(then, live_units(found.source.page_id), found.head_only)


def begun(page: Any, source: Any) -> Comparison:
    """A version was begun as a copy of its source: it is compared with what was copied."""
    return _write(page, source, Comparison.How.COPIED, None)


def confirm(page: Any, user: Any, seen: str) -> Comparison:
    """A translator says "matches now". `seen`: the digest of the source that they had before them.

    Raises Refused where the source has changed since, or there is none.
    """
    source = fresh_source(page.translation_key)
    if source is None or source.page_id == page.pk:
        raise Refused(_("There is no live source to compare with."))
    with transaction.atomic():
        found = _write(page, _page(source.page_id), Comparison.How.CONFIRMED, user)
        if found.digest != seen:
            raise Refused(_("The source has changed since you opened this page. Look at it again."))
    log(page, "newswire.matches", user=user, data={"source": source.page_id, "digest": seen})
    return found


def minor_change(source_page: Any, user: Any, seen: tuple[str, str]) -> list[int]:
    """The last change of a source asks nothing of its versions: those that were up to date until then
    stay so, and one that was out of date before stays that. The page ids of those kept.

    `seen`: the digests before and after the change that was shown. Raises Refused where the page is no
    source, or has changed since.
    """
    row = fresh_source(source_page.translation_key)
    if row is None or row.page_id != source_page.pk:
        raise Refused(_("Only the source can have a minor change."))
    found = live_units(row.page_id)
    if (row.previous_digest, row.digest) != seen or digest(found) != row.digest:
        raise Refused(_("The source has changed since you opened this page. Look at it again."))
    keep_text(found)
    whole = _compared(row).filter(digest=row.previous_digest)
    # What else of the source such a version was not compared with, it still is not.
    heads = _heads_up_to_date_before(row).exclude(digest=row.previous_digest)
    page_ids = sorted({*whole.values_list("page_id", flat=True), *heads.values_list("page_id", flat=True)})
    now = {"how": Comparison.How.MINOR, "head_digest": row.head_digest, "at": timezone.now(), "by": user}
    heads.update(**now)
    whole.update(digest=row.digest, **now)
    log(source_page, "newswire.minor_change", user=user, data={"versions": page_ids})
    return page_ids


def before_the_last_change(source: LiveText) -> tuple[list[Unit], bool]:
    """What the source said then, where a version was compared with that; and whether with headline and
    summary alone, which is all that counts in what is given."""
    if source.previous_digest and (then := kept_text(source.previous_digest)):
        return then, False
    compared_with = _heads_up_to_date_before(source).values_list("digest", flat=True).first()
    return kept_text(compared_with or "") or [], True


def _compared(source: LiveText) -> QuerySet[Comparison]:
    return Comparison.objects.filter(source_id=source.page_id).exclude(digest="")


def _heads_up_to_date_before(source: LiveText) -> QuerySet[Comparison]:
    """Versions of which headline and summary alone count (`Standing.head_only`), and were the source's."""
    compared = _compared(source).filter(head_digest=source.previous_head_digest)
    full = Locale.objects.filter(language_code=full_language(source.set_key))
    if full.filter(pk=source.locale_id).exists():
        return compared
    return compared.filter(locale_id__in=full.values("pk"))


def _applies(comparison: Comparison | None, source: LiveText) -> bool:
    return comparison is not None and bool(comparison.digest) and comparison.source_id == source.page_id


def _write(page: Any, source: Any, how: str, user: Any) -> Comparison:
    found = live_units(source.pk)
    keep_text(found)
    comparison, _created = Comparison.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_id": source.pk,
            "digest": digest(found),
            "head_digest": head_digest(found),
            "how": how,
            "at": timezone.now(),
            "by": user,
        },
    )
    refresh(source.pk)
    return comparison


def _page(page_id: int) -> Any:
    return swapper.load_model("wagtailcore", "Page").objects.select_related("locale").get(pk=page_id)
