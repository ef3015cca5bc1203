"""Who asks instead of being told: requests a second and what they cost, beside Wagtail's own API.

The reference site by its own server, as `deploy/` starts it, on PostgreSQL, its cache in Valkey.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests
from django.db import connection
from services.program import Program
from services.valkey import free_port

from newswire.publisher.feed import cursor
from newswire.publisher.models import Channel

from .costs import processor_seconds_of
from .load import Load, Taken
from .reading import Reading, make

SERVER = ("gunicorn", "newsroom.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket")
LIST = "/pages/?type=newswire_pages.ArticlePage&fields=*&limit=20"
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
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-api-")))
        address, server = stack.enter_context(_served(folder))
        database = psutil.Process(connection.connection.info.backend_pid).parent()
        load = Load(folder, seconds, lambda: sum(map(processor_seconds_of, (server, database))))
        taken: dict[str, Taken] = {}
        for name, asked in _asked(reading).items():
            taken[name] = _put(load, address, name, asked, taken)
    return 0


def _asked(reading: Reading) -> dict[str, Asked]:
    channel = Channel.objects.get()
    now = cursor.counter()
    mark = cursor.fingerprint(channel, {})
    middle, end = (cursor.write(at, mark, now.epoch) for at in (reading.middle, now.sequence))
    with_token = {"Authorization": f"Bearer {reading.token}"}
    own, one = f"/newswire/v1/publications/{reading.publication}", f"/pages/{reading.page}/"
    asked = {
        "nothing": Asked("/nothing/"),
        "Wagtail v2, list of 20": Asked(f"/plain{LIST}"),
        "Wagtail v2, one": Asked(f"/plain{one}"),
        "v2, list of 20": Asked(f"/api/v2{LIST}", "Wagtail v2, list of 20"),
        "v2, one": Asked(f"/api/v2{one}", "Wagtail v2, one"),
        "v3, list of 20": Asked("/api/v3/articles/?limit=20", "Wagtail v2, list of 20"),
        "v3, one": Asked(f"/api/v3{one}", "Wagtail v2, one"),
        **{f"feed, {kind}": Asked(f"/en/?feed={kind}") for kind in ("rss", "atom", "json")},
        "feed, rss, whole articles": Asked("/en/?feed=rss&text=full"),
        "changes, 20 of them": Asked(f"/newswire/v1/changes?limit=20&after={middle}", headers=with_token),
        "changes, nothing new": Asked(f"/newswire/v1/changes?after={end}", headers=with_token),
        "one publication": Asked(own, headers=with_token),
        "state": Asked("/newswire/v1/state", headers=with_token),
    }
    tagged = {
        name: Asked(one.path, "nothing", one.headers, again=True)
        for name, one in asked.items()
        if name.startswith(("v", "feed", "one", "state"))
    }
    return asked | {f"{name}, again": one for name, one in tagged.items()}


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
def _served(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Its address, and its first process."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = (sys.executable, "-m", *SERVER, "--bind", f"127.0.0.1:{port}")
    with Program(command, environment, folder / "web.log") as program:
        program.wait_for("Listening at")
        yield f"http://127.0.0.1:{port}", program.processes()[0]
