"""What differs from the version before: `data.changed`. Information only: receivers may never have had it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.models import Payload, Publication

from .payloads import unpacked

NOT_COMPARED = frozenset(
    {"version", "previousVersion", "changed", "reason", "modifiedAt", "head", "links", "fallbackFor"}
)


def changed(before: Publication, data: Mapping[str, Any]) -> list[str]:
    """The names in `data` whose values differ from what was announced last.

    Empty for a first version, and where the bytes of the last one are kept no longer. One query.
    """
    if not before.version or before.state != data["state"]:
        return ["state"] if before.version else []
    previous = _announced(before)
    if previous is None:
        return []
    return [name for name, value in data.items() if name not in NOT_COMPARED and previous.get(name) != value]


def _announced(publication: Publication) -> dict[str, Any] | None:
    """The `data` of the version announced last, from any payload that holds all of it."""
    payload = _whole.first(publication.pk, publication.version, publication.state)
    found: dict[str, Any] | None = json.loads(unpacked(payload))["data"] if payload else None
    return found


@compiled_by_key
def _whole(publication_id: int, version: int, state: str) -> QuerySet[Payload]:
    of_version = Payload.objects.filter(
        event__publication=publication_id, event__version=version, event__state=state
    )
    return of_version.filter(profile__startswith="cloudevents.full.").order_by("pk")[:1]
