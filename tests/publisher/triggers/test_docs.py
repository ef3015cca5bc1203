"""The call of docs/triggers.md, run exactly as printed."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from services import tree

from newswire.publisher.models import Trigger
from newswire.publisher.triggers import run

DOCS = Path(__file__).parents[3] / "docs" / "triggers.md"


@pytest.mark.django_db(transaction=True)
def test_the_documented_call(trigger: tuple[Trigger, str], live_server: LiveServer) -> None:
    script = re.search(r"<!-- test: call -->\n```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert script
    page = tree.draft()
    variables = {"NEWSROOM": live_server.url, "NEWSWIRE_SECRET": trigger[1], "PAGE": str(page.pk)}
    done = subprocess.run(
        ["sh", "-euc", script[1]], env={**os.environ, **variables}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "/newswire/hooks/vendor/jobs/" in json.loads(done.stdout)["job"]
    run.act(5)
    page.refresh_from_db()
    assert page.live
