"""Who asks instead of being told: requests a second and what they cost, beside Wagtail's own API.

The reference site by its own server, as `deploy/` starts it, on PostgreSQL, its cache in Valkey.
"""

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import psutil
import requests
from django.db import connection
from services.program import Program
from services.valkey import free_port
from support import plain_pages

from newswire.publisher.feed import cursor
from newswire.publisher.models import Channel

from .costs import processor_seconds_of
from .load import Load, Taken
from .reading import Reading, make

SERVER = ("gunicorn", "newsroom.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket")
LIST = "/pages/?type=newswire_pages.ArticlePage&limit=20"
SAME = ",".join([*plain_pages.SHARED, "lead", "topics", "authors"])
NOTHING = "a view that does nothing"
KEPT = 600  # seconds
WARM = 3  # requests, which each of the server's processes has met then


@dataclass(frozen=True)
class Asked:
    """`beside`: the name of what it is compared with. `again`: whoever asks has the answer already."""

    path: str
    beside: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = False


def measure(articles: int, seconds: float) -> int:
    reading = make(articles)
    print(f"{articles} articles, load {os.getloadavg()[0]:.1f}")
    print(f"{'a second':>8} {'p50 ms':>7} {'p99 ms':>7} {'CPU s/1000':>10} {'bytes':>7}", flush=True)
    database = psutil.Process(connection.connection.info.backend_pid).parent()
    taken: dict[str, Taken] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-api-")))
        for kept_for, questions in ((0, _made_anew(reading)), (KEPT, _kept(reading))):
            with _served(folder, kept_for) as (address, server):
                spent = partial(_spent, server, database)
                load = Load(folder, seconds, spent)
                for name, asked in questions.items():
                    taken[name] = _put(load, address, name, asked, taken)
    return 0


def _spent(*processes: psutil.Process) -> float:
    return sum(map(processor_seconds_of, processes))


def _made_anew(reading: Reading) -> dict[str, Asked]:
    one = f"/pages/{reading.page}/"
    asked = {
        NOTHING: Asked("/nothing/"),
        "Wagtail v2, list of 20": Asked(f"/plain{LIST}&fields=*"),
        "Wagtail v2, one": Asked(f"/plain{one}"),
        "v2, list of 20, Wagtail's fields": Asked(f"/api/v2{LIST}&fields={SAME}", "Wagtail v2, list of 20"),
        **_of_articles(reading),
        **_of_channel(reading),
    }
    return asked | _again(asked, ("v2, one", "feed, rss", "one publication", "state"))


def _kept(reading: Reading) -> dict[str, Asked]:
    asked = {name: replace(one, beside=NOTHING) for name, one in _of_articles(reading).items()}
    asked |= _again(asked, asked)
    return {f"{name}, kept": one for name, one in asked.items()}


def _of_articles(reading: Reading) -> dict[str, Asked]:
    one = f"/pages/{reading.page}/"
    return {
        "v2, list of 20": Asked(f"/api/v2{LIST}&fields=*", "Wagtail v2, list of 20"),
        "v2, one": Asked(f"/api/v2{one}", "Wagtail v2, one"),
        "v3, list of 20": Asked("/api/v3/articles/?limit=20", "Wagtail v2, list of 20"),
        "v3, one": Asked(f"/api/v3{one}", "Wagtail v2, one"),
        **{f"feed, {kind}": Asked(f"/en/?feed={kind}") for kind in ("rss", "atom", "json")},
        "feed, rss, whole articles": Asked("/en/?feed=rss&text=full"),
    }


def _of_channel(reading: Reading) -> dict[str, Asked]:
    channel = Channel.objects.get()
    now = cursor.counter()
    mark = cursor.fingerprint(channel, {})
    middle, end = (cursor.write(at, mark, now.epoch) for at in (reading.middle, now.sequence))
    paths = {
        "changes, 20 of them": f"changes?limit=20&after={middle}",
        "changes, nothing new": f"changes?after={end}",
        "one publication": f"publications/{reading.publication}",
        "state": "state",
    }
    with_token = {"Authorization": f"Bearer {reading.token}"}
    return {name: Asked(f"/newswire/v1/{path}", headers=with_token) for name, path in paths.items()}


def _again(asked: Mapping[str, Asked], names: Iterable[str]) -> dict[str, Asked]:
    return {f"{name}, 304": replace(asked[name], beside=NOTHING, again=True) for name in names}


def _put(load: Load, address: str, name: str, asked: Asked, taken: Mapping[str, Taken]) -> Taken:
    headers = {"Accept": "*/*", **asked.headers}
    for _ in range(WARM):
        answer = requests.get(address + asked.path, headers=headers, timeout=60, allow_redirects=False)
    if asked.again:
        headers["If-None-Match"] = answer.headers["ETag"]
        answer = requests.get(address + asked.path, headers=headers, timeout=60)
    assert answer.status_code == (304 if asked.again else 200), (name, answer.status_code, answer.text[:500])
    found = load.put(address + asked.path, headers, answer.elapsed.total_seconds())
    beside = f"{found.cpu / taken[asked.beside].cpu:.2f} times {asked.beside}" if asked.beside else ""
    print(
        f"{found.per_second:8.0f} {found.p50:7.1f} {found.p99:7.1f} {found.cpu:10.2f}"
        f" {len(answer.content):7}  {name:32} {beside}",
        flush=True,
    )
    return found


@contextmanager
def _served(folder: Path, kept_for: int) -> Iterator[tuple[str, psutil.Process]]:
    """Its address, and its first process. `kept_for`: NEWSWIRE_CACHE_SECONDS."""
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "SCALE_CACHE_SECONDS": str(kept_for),
    }
    command = (sys.executable, "-m", *SERVER, "--bind", f"127.0.0.1:{port}")
    with Program(command, environment, folder / f"web-{kept_for}.log") as program:
        program.wait_for("Listening at")
        yield f"http://127.0.0.1:{port}", program.processes()[0]
