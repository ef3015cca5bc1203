"""Newswire's own examinations, in the order in which they are said."""

from collections.abc import Callable, Iterable

from . import (
    addresses,
    backlog,
    broker,
    certificates,
    channels,
    database,
    machine,
    mail,
    pages,
    processes,
    secrets,
    settings,
    steadiness,
    storages,
    takedowns,
)
from .findings import Finding

NEED_NO_DATABASE = (settings.examine, broker.examine)


def ours(outside: bool) -> tuple[Callable[[], Iterable[Finding]], ...]:
    """Without `outside`: those that ask no site's server and no storage."""
    return (
        settings.examine,
        database.examine,
        machine.examine,
        broker.examine,
        processes.examine,
        backlog.examine,
        addresses.examine,
        channels.examine,
        secrets.known,
        *((certificates.examine, storages.examine) if outside else (certificates.known,)),
        pages.examine,
        steadiness.examine,
        takedowns.examine,
        mail.examine,
    )
