"""Can this process serve, and is what it publishes being sent? In milliseconds, asked every few seconds."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from newswire.publisher.doctor import (
    Finding,
    Level,
    backlog,
    broker,
    certificates,
    database,
    machine,
    processes,
    secrets,
    settings,
    tls,
)
from newswire.publisher.doctor.findings import error

Examination = Callable[[], Iterable[Finding]]


@lru_cache(maxsize=1)
def _settings() -> list[Finding]:
    """What is wrong, not what could be better. Settings stay as they are for as long as a process runs."""
    return [one for one in settings.examine() if one.level is Level.ERROR]


# Without these nothing can be published here: a load balancer should ask another process.
VITAL: dict[str, Examination] = {"database": database.answers, "migrations": database.migrations}
# Without these everything is published and nothing lost, but it arrives later.
REST: dict[str, Examination] = {
    "settings": _settings,
    "disk": machine.disk,
    "clock": machine.clock,
    "broker": broker.examine,
    "processes": processes.examine,
    "backlog": backlog.examine,
    "secrets": secrets.known,
    "certificates": certificates.known,
}
REMEMBERED = 5.0  # seconds: probes of many machines must not become a load, nor a slow broker a queue of them


class State(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    UNREADY = "unready"


@dataclass(frozen=True)
class Readiness:
    state: State
    findings: dict[str, list[Finding]]  # by the name of their examination; what is well is left out


def readiness() -> Readiness:
    """As it stood at most REMEMBERED seconds ago."""
    return _readiness(int(time.monotonic() / REMEMBERED))


def forget() -> None:
    """The next question is answered anew."""
    _readiness.cache_clear()
    _settings.cache_clear()


@lru_cache(maxsize=1)
def _readiness(moment: int) -> Readiness:
    for name, examination in VITAL.items():
        if troubles := _troubles(examination):  # without a database its migrations cannot be seen either
            return Readiness(State.UNREADY, {name: troubles})
    rest = _found(REST)
    return Readiness(State.DEGRADED if rest else State.READY, rest)


def _found(examinations: dict[str, Examination]) -> dict[str, list[Finding]]:
    found = {name: _troubles(examination) for name, examination in examinations.items()}
    return {name: troubles for name, troubles in found.items() if troubles}


def _troubles(examination: Examination) -> list[Finding]:
    try:
        return [one for one in examination() if one.level in (Level.WARNING, Level.ERROR)]
    except (DatabaseError, InterfaceError) as raised:
        # The database's own words may hold its address and its user.
        said = tls.UNTRUSTED if tls.is_untrusted(raised) else type(raised).__name__
        otherwise = _("Start it, or correct DATABASES; the server's log has the whole error.")
        what = _("The database does not answer (%(error)s).") % {"error": said}
        return [error(what, tls.what_to_do(raised, otherwise))]
