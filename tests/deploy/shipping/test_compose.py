"""Compose's commands, started for real."""

import json
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from demo.place import DEPLOY
from services.program import Program
from services.valkey import free_port

from .asked import TOKEN, get, status
from .files import RUN, services

STORY = """
import sys
import django
django.setup()
from pathlib import Path
from wagtail.models import Site
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import channels
address, secret_file = sys.argv[1:]
channel, secret = channels.create("Downstream", address, page_types=["newswire_pages.articlepage"])
Path(secret_file).write_text(secret)
channels.start(channel)
index = Site.objects.get().root_page.add_child(instance=NewsIndexPage(title="News", slug="news"))
article = index.add_child(instance=ArticlePage(title="Harbour reopens", slug="harbour", live=False))
article.save_revision().publish()
"""


@pytest.mark.process
def test_compose_commands_run_from_migration_to_arrival(environment: dict[str, str], tmp_path: Path) -> None:
    web, downstream = free_port(), free_port()
    ports = {"0.0.0.0:8000": f"127.0.0.1:{web}", "8001": str(downstream), "0.0.0.0": "127.0.0.1"}

    def command(name: str) -> list[str]:
        return [ports.get(word, word) for word in services()[name]["command"]]

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments, cwd=DEPLOY, env=environment, capture_output=True, text=True, timeout=280
        )

    for once in (command("migrate"), ["python", "manage.py", "collectstatic", "--noinput"]):
        done = manage(*once)
        assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        logs = {name: _start(stack, command(name), environment, name, tmp_path) for name in RUN}
        _until(lambda: get(f"http://127.0.0.1:{web}/newswire/healthz")[0] == 200, logs)
        address = f"http://127.0.0.1:{downstream}/hook"
        story = manage("python", "-c", STORY, address, environment["DOWNSTREAM_SECRET_FILE"])
        assert story.returncode == 0, story.stderr
        _until(lambda: b"Harbour reopens" in get(f"http://127.0.0.1:{downstream}/en/")[1], logs)
        # The workers' and the beat's first heartbeats take some seconds.
        _until(lambda: status(web) == "ready", logs)
        # Written with the verdict, which follows the article.
        delivered = b'newswire_attempts_5m{outcome="delivered",transport="webhook"} 1.0'
        _until(lambda: delivered in get(f"http://127.0.0.1:{web}/newswire/metrics", TOKEN)[1], logs)
        lines = [line for line in logs["deliver"].log().splitlines()[:-1] if line.startswith("{")]
        assert {json.loads(line)["levelname"] for line in lines} >= {"INFO"}


def _start(
    stack: ExitStack, command: list[str], environment: dict[str, str], name: str, folder: Path
) -> Program:
    pulse = {"NEWSWIRE_PULSE_FILE": str(folder / f"{name}.pulse")}
    return stack.enter_context(Program(command, environment | pulse, folder / f"{name}.log"))


def _until(fact: Callable[[], bool], logs: dict[str, Program], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            pytest.fail("\n".join(f"--- {name}\n{one.log()[-3000:]}" for name, one in logs.items()))
        time.sleep(0.3)
