"""Our own Celery app: what it takes from a project's settings, and what it does without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from services.worker import environment

SHOW = """
import json
from newswire.publisher.celery import app
kept = app.conf.get("CELERY_DB_REUSE_MAX")
print(json.dumps([app.conf.broker_url, app.conf.worker_concurrency, sorted(app.amqp.queues), kept]))
"""


def shown(folder: Path, settings: str, **variables: str) -> list:
    (folder / "some_settings.py").write_text("from settings import *\n" + settings)
    found = environment("", DJANGO_SETTINGS_MODULE="some_settings", **variables)
    found["PYTHONPATH"] = f"{folder}:{found['PYTHONPATH']}"
    if not found["REDIS_URL"]:
        del found["REDIS_URL"]
    done = subprocess.run([sys.executable, "-c", SHOW], env=found, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("settings", "variables", "broker"),
    [
        ("CELERY_BROKER_URL = 'redis://settings/1'", {"REDIS_URL": "redis://env/2"}, "redis://settings/1"),
        ("del CELERY_BROKER_URL", {"REDIS_URL": "redis://env/2"}, "redis://env/2"),
        ("del CELERY_BROKER_URL", {}, "redis://localhost:6379/0"),
    ],
)
def test_where_the_broker_is(tmp_path: Path, settings: str, variables: dict[str, str], broker: str) -> None:
    url, concurrency, queues, tasks_a_connection = shown(tmp_path, settings, **variables)
    assert url == broker
    assert concurrency >= 2
    assert queues == ["newswire", "newswire.batch", "newswire.bulk", "newswire.deliver"]
    assert tasks_a_connection > 1


def test_a_projects_own_celery_settings_win(tmp_path: Path) -> None:
    _, concurrency, _, tasks_a_connection = shown(
        tmp_path, "CELERY_WORKER_CONCURRENCY = 7\nCELERY_DB_REUSE_MAX = 5"
    )
    assert (concurrency, tasks_a_connection) == (7, 5)
