"""One publish to one site: in an empty newsroom and in a full one, in turns, so that both meet the same load.

Each newsroom is a process with its own workers, broker and receiver; the database's server is the same.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

PUBLISHES = 50
MOST = 1.5  # times that of the empty one
PATIENCE = 300  # seconds for one


def compare() -> bool:
    """Of this database and a new one on its server."""
    full = os.environ["NEWSWIRE_TEST_DATABASE_URL"]
    with _newsroom(_new_database(full)) as empty, _newsroom(full) as stocked:
        took = [(_ask(empty), _ask(stocked)) for _ in range(PUBLISHES)]
    one, other = (median(one["ms"] for one in side) for side in zip(*took, strict=True))
    cpu = [sum(one["cpu_ms"] for one in side) / PUBLISHES for side in zip(*took, strict=True)]
    print(
        f"publish to arrival, p50 of {PUBLISHES} in turns: {one:.0f} ms in an empty newsroom,"
        f" {other:.0f} ms in this ({other / one:.2f} times, bar {MOST});"
        f" CPU {cpu[0]:.0f} and {cpu[1]:.0f} ms, load {os.getloadavg()[0]:.1f}"
    )
    return other <= one * MOST


def _new_database(url: str, name: str = "scale_empty") -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    base, mark, query = url.partition("?")
    return f"{base.rpartition('/')[0]}/{name}{mark}{query}"


@contextmanager
def _newsroom(url: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "scale.arrival"],
        env={**os.environ, "NEWSWIRE_TEST_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "scale.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _ask(process)  # what is read once
        yield process
    finally:
        process.stdin.close()  # type: ignore[union-attr]
        process.wait(60)


def _ask(process: subprocess.Popen) -> dict[str, float]:
    assert process.stdin and process.stdout
    print("publish", file=process.stdin, flush=True)
    if not (line := process.stdout.readline()):
        raise RuntimeError("a newsroom has ended, its last words are above")
    return dict(json.loads(line))


def serve() -> None:
    """Publishes at each line of its input; prints what it took, as JSON."""
    import django
    from services.valkey import Valkey

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-scale-")))
        os.environ["REDIS_URL"] = stack.enter_context(valkey := Valkey()).url
        os.environ["NEWSWIRE_TEST_VAR"] = str(folder)
        os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
        django.setup()
        from bench.receiver import Receiver
        from bench.system import System

        receiver = stack.enter_context(Receiver())
        page = _page(receiver.url)
        system = stack.enter_context(System(valkey, folder))
        for number, _ in enumerate(sys.stdin):
            print(json.dumps(_measured(system, receiver, page, f"Story {number}")), flush=True)


def _page(url: str) -> Any:
    """A French draft: none of the stock's channels wants it, and one of its own does."""
    from django.core.management import call_command
    from host.models import HostPage
    from host.tree import plant
    from wagtail.models import Locale

    from newswire.publisher import channels

    call_command("migrate", verbosity=0)
    home = HostPage.objects.filter(depth=2).first() or plant().home
    french, _ = Locale.objects.get_or_create(language_code="fr")
    channel, _ = channels.create("Arrival", url, languages=["fr"], page_types=["host.hostpage"])
    channels.start(channel)
    page = home.add_child(instance=HostPage(title="Story", locale=french, live=False, body="<p>Ferry.</p>"))
    page.save_revision()
    return page


def _measured(system: Any, receiver: Any, page: Any, title: str) -> dict[str, float]:
    from django.db import transaction

    found: list[float] = []
    before = system.cpu()
    page.title = title
    with transaction.atomic():
        transaction.on_commit(lambda: found.append(time.monotonic()))
        page.save_revision().publish()
    receiver.wait(1, PATIENCE)
    arrived = receiver.take().last
    system.settle()
    return {"ms": (arrived - found[0]) * 1000, "cpu_ms": (system.cpu() - before) * 1000}


if __name__ == "__main__":
    serve()
