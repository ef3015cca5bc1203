"""One page and very many channels: what grows with their number, and by how much."""

import os
import time
from collections.abc import Callable

import psutil
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from host.models import HostPage
from host.tree import plant

from newswire.publisher import dispatch
from newswire.publisher.deliver import claim, lanes
from newswire.publisher.dispatch.match import Audience
from newswire.publisher.models import Publication

from .costs import processor_seconds
from .inserting import run
from .stock import open_channels


def measure(count: int) -> int:
    tree = plant()
    dispatch.run()
    open_channels(count)
    run("VACUUM ANALYZE")
    page = tree.draft("Story", body="<p>Ferry.</p>")
    boss = Client()
    user = get_user_model().objects.create(username="boss", is_superuser=True)
    boss.force_login(user)
    print(f"{'ours, s':>8} {'database, s':>12} {'MiB more':>9}  with {count} channels", flush=True)
    for name, work in _works(page, boss).items():
        _tell(name, work)
    return 0


def _works(page: HostPage, boss: Client) -> dict[str, Callable[[], object]]:
    def publish() -> None:
        HostPage.objects.get(pk=page.pk).save_revision().publish()

    def announce() -> None:
        assert dispatch.run(600)
        assert Publication.objects.get(page_id=page.pk).version

    return {
        "all channels read anew": Audience.now,
        "all channels, as they were": Audience.now,
        "publish": publish,
        "announce": announce,
        "claim 500": lambda: claim.claim(500),
        "sweep of lanes": lambda: lanes.repair(timezone.now()),
        "publish again": publish,
        "announce again": announce,
        "metrics": lambda: boss.get("/newswire/metrics"),
        "list of channels": lambda: boss.get("/admin/newswire/channels/"),
        "report of sendings": lambda: boss.get("/admin/reports/newswire/deliveries/"),
        "editor": lambda: boss.get(f"/admin/pages/{page.pk}/edit/"),
    }


def _tell(name: str, work: Callable[[], object]) -> None:
    process = psutil.Process()
    before, ours, database = process.memory_info().rss, time.process_time(), processor_seconds()
    work()
    used, more = time.process_time() - ours, process.memory_info().rss - before
    database = processor_seconds() - database
    print(
        f"{used:8.2f} {database:12.2f} {more / 2**20:9.0f}  {name}, load {os.getloadavg()[0]:.0f}", flush=True
    )
