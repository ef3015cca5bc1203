"""What the world should see of a page: live, or gone and why."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django.db.models import QuerySet

from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.content import Document
from newswire.publisher.models import Intent, Publication
from newswire.publisher.observed import Observed
from newswire.publisher.render.fields import moment

# The strongest first: what several publishes that are announced as one meant together.
STRENGTH = (
    Intent.Kind.TAKE_DOWN,
    Intent.Kind.RESTORE,
    Intent.Kind.CORRECTION,
    Intent.Kind.UPDATE,
    Intent.Kind.SMALL_FIX,
)


Note: TypeAlias = dict[str, Any]  # {"at": ISO 8601, "note": str}
OWN = "own"

# No embargo makes up for these: trusted channels lose the page too.
FOR_GOOD = frozenset({"taken_down", "deleted"})


def intents_of(publication: Publication) -> list[Intent]:
    """What was meant with this page up to the present generation, newest first."""
    return _bound(publication.page_id, publication.generation)


@compiled_by_key
def _bound(page_id: int, generation: int) -> QuerySet[Intent]:
    bound = Intent.objects.filter(page_id=page_id, generation__lte=generation)
    return bound.order_by("-generation", "-pk")[:20]


def reason_to_be_gone(page: Any | None, observed: Observed | None, intents: Sequence[Intent]) -> str:
    """Empty for a page that the world should see, else a `reason.kind` of docs/dispatch.md."""
    taken_down = bool(intents) and intents[0].keeps_down(page)
    if page is None or observed is None:
        return "taken_down" if taken_down else "deleted"
    if taken_down:
        return "taken_down"
    if observed.public:
        return ""
    if observed.live and observed.private:
        return "private"
    return "expired" if page.expired else "unpublished"


def meant(publication: Publication, intents: Iterable[Intent]) -> Intent | None:
    """What the publishes since the last announcement meant; None where nobody said."""
    new = [intent for intent in intents if (intent.generation or 0) > publication.settled]
    return min(new, key=lambda intent: STRENGTH.index(Intent.Kind(intent.kind)), default=None)


def corrected(publication: Publication, intent: Intent | None, own: Iterable[Note]) -> Intent | None:
    """What was meant, or a correction where the page has a note of its own that was not announced yet."""
    known = {one["note"] for one in publication.corrections}
    new = [str(one["note"]) for one in own if one["note"] not in known]
    weakest = STRENGTH.index(Intent.Kind.CORRECTION)
    if not new or not publication.version:
        return intent
    if intent and STRENGTH.index(Intent.Kind(intent.kind)) <= weakest:
        return intent
    return Intent(
        page_id=publication.page_id,
        kind=Intent.Kind.CORRECTION,
        note=" ".join(new),
        batch=intent.batch if intent else None,
    )


def own_corrections(document: Document) -> list[Note]:
    """The page's own notes, marked as such: they change and go with the page."""
    return [{"at": moment(one.at), "note": one.note, OWN: True} for one in document.corrections]


def kept_own(publication: Publication) -> list[Note]:
    """Those of the version announced last."""
    return [one for one in publication.corrections if OWN in one]


def corrections(
    publication: Publication, intents: Iterable[Intent], page: Any, own: Iterable[Note]
) -> list[Note]:
    """Every correction that came with a publish, oldest first: those announced before, and those of now.

    Without what the page says itself.
    """
    new = [
        {"at": moment(page.last_published_at or intent.created_at), "note": intent.note}
        for intent in intents
        if intent.kind == Intent.Kind.CORRECTION
        and intent.note
        and (intent.generation or 0) > publication.settled
    ]
    said = {one["note"] for one in own}
    given = [*(one for one in publication.corrections if OWN not in one), *reversed(new)]
    return [one for one in given if one["note"] not in said]
