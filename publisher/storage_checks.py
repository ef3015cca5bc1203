"""A system check of the channels that are static sites: run by `check --deploy --database default`.

Without `deploy` each `migrate` would run it, and a storage that is missing would keep the database from it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.files.storage import InvalidStorageError, storages
from django.db import DatabaseError, transaction


def connect() -> None:
    register(check_storages, Tags.database, "newswire", deploy=True)


def check_storages(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Without a database, or before its tables are as they should be, it has nothing to say."""
    if not databases:
        return []
    try:
        with transaction.atomic():
            return list(_storages())
    except DatabaseError:
        return []


def _storages() -> Iterator[CheckMessage]:
    from .models import Channel
    from .static_site import TRANSPORT, refusal

    for channel in Channel.objects.filter(transport=TRANSPORT).exclude(state=Channel.State.DISABLED):
        name = channel.options.get("storage", "")
        reason = refusal(channel, name) or _unmade(name)
        if reason:
            yield Error(
                f"Channel {channel.name}: {reason}",
                hint="Name a storage for it in STORAGES; newswire_doctor tries whether it can be written.",
                id="newswire.E010",
            )


def _unmade(name: str) -> str:
    try:
        storages[name]
    except InvalidStorageError:
        return f"The storage {name} cannot be made: look at its BACKEND."
    return ""
