"""Who is told to end does not walk through all of Python's objects first."""

import re

import pytest
import yaml
from demo.place import DEPLOY

ENDS = "import atexit, gc; atexit.register(lambda: print('spared', gc.get_freeze_count() > 1000))\n"
WEB = "import newsroom.wsgi"
BEAT = """
from celery.beat import Service
from celery.signals import beat_init
from newsroom.celery import app
from newswire.publisher.heartbeat import Pulse
Pulse.start = lambda pulse: None
beat_init.send(sender=Service(app, scheduler_cls="celery.beat:Scheduler"))
"""


@pytest.mark.parametrize("process", [WEB, BEAT], ids=["web", "beat"])
def test_web_and_beat_spare_the_last_collection(site, process: str) -> None:
    done = site(ENDS + process)
    assert done.stdout.splitlines()[-1:] == ["spared True"], done.stderr


def test_web_has_longer_than_its_requests_everywhere() -> None:
    """Gunicorn answers for `graceful_timeout`, 30 seconds; who kills it as early cuts answers off."""
    unit = (DEPLOY / "systemd" / "newswire-web.service").read_text()
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["web"]
    pods = [one for one in yaml.safe_load_all((DEPLOY / "kubernetes" / "web.yaml").read_text()) if one]
    (deployment,) = [one for one in pods if one["kind"] == "Deployment"]
    given = [
        *re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE),
        compose["stop_grace_period"].removesuffix("s"),
        deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"],
    ]
    assert len(given) == 3 and min(map(int, given)) > 30
