"""A project made by `wagtail start` takes the wheel and publishes a page type of its own."""

import json
import re
import shutil
from pathlib import Path
from urllib.request import urlopen

import pytest
from services.receiver import Receiver
from services.valkey import Valkey, free_port
from services.waiting import PATIENCE
from standardwebhooks.webhooks import Webhook

from .project import Project, add_newswire, readme_block, start_wagtail_project
from .stories import PUBLISH, add_stories

pytestmark = [pytest.mark.stranger, pytest.mark.timeout(600)]

CHANNEL = """
from newswire.publisher import channels
channel, secret = channels.create("Downstream", {address!r}, page_types=["stories.storypage"])
exchange = channels.send_test(channel)
channels.start(channel)
result = secret
"""
COUNTS = """
from newswire.publisher.models import Delivery, Event
result = [Event.objects.count(), Delivery.objects.count()]
"""
# Within one process: each that is started imports for three seconds.
COUNTS_AFTER_BASELINE = f"""
import time
from newswire.publisher.models import Counter
deadline = time.monotonic() + {PATIENCE}
while Counter.objects.get().baseline_after is not None and time.monotonic() < deadline:
    time.sleep(0.2)
{COUNTS}
result = [Counter.objects.get().baseline_after, *result]
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, stranger_python: Path) -> Project:
    """A stranger's site that takes Newswire, and then a page type of its own, as any project does."""
    project = start_wagtail_project(tmp_path_factory.mktemp("prepared") / "site", stranger_python)
    add_newswire(project)
    base = project.folder / "mysite" / "settings" / "base.py"
    base.write_text(base.read_text() + '\nNEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]\n')
    assert "WARNING" not in project.manage("migrate").stderr
    assert project.shell(COUNTS) == [0, 0]
    add_stories(project.folder)
    project.manage("makemigrations", "stories")
    project.manage("migrate")
    project.manage("check")
    return project


@pytest.fixture
def project(tmp_path: Path, prepared: Project, valkey: Valkey) -> Project:
    folder = Path(shutil.copytree(prepared.folder, tmp_path / "site"))
    environment = {"REDIS_URL": valkey.url, "SITE_PORT": str(free_port())}
    return Project(folder, prepared.python, environment)


def own_celery_app(project: Project) -> list[str]:
    """The host's own app, as the README prints it."""
    (project.folder / "mysite" / "celery.py").write_text(readme_block("celery"))
    (project.folder / "mysite" / "__init__.py").write_text(readme_block("import-celery"))
    return ["-m", "celery", "-A", "mysite.celery", "worker", "-B", "--loglevel=INFO"]


def our_celery_app(project: Project) -> list[str]:
    return ["-m", "celery", "-A", "newswire.publisher", "worker", "-B", "--loglevel=INFO"]


@pytest.mark.parametrize("worker", [own_celery_app, our_celery_app])
def test_a_strangers_page_arrives(project: Project, processes: list, receiver: Receiver, worker) -> None:
    port = project.environment["SITE_PORT"]
    project.shell(
        f"from wagtail.models import Site\nresult = Site.objects.update(hostname='127.0.0.1', port={port})"
    )
    processes.append(
        project.start("manage.py", "runserver", "--noreload", f"127.0.0.1:{port}", log="web.log")
    )
    processes.append(project.start(*worker(project), log="worker.log"))
    counts = project.shell(COUNTS_AFTER_BASELINE)
    assert counts == [None, 0, 0], (project.folder / "worker.log").read_text()[-5000:]

    secret = project.shell(CHANNEL.format(address=receiver.url))
    test = receiver.wait_for(1)[0]
    assert json.loads(test.body)["type"] == "newswire.channel.test.v1"
    published = project.shell(PUBLISH)
    arrived = receiver.wait_for(2)[1]

    body = Webhook(secret).verify(arrived.body, arrived.headers)
    assert body["data"]["url"] == published["url"]
    assert body["data"]["title"] == "A story"
    assert "<h1" in body["data"]["html"] and "Host" not in body["data"]["html"]
    addresses = re.findall(r'https?://127\.0\.0\.1:\d+[^"\'\s<>,\\]*', json.dumps(body["data"]))
    assert len(set(addresses)) >= 3  # the page, its picture, the link home
    for address in set(addresses):
        with urlopen(address) as answer:
            assert answer.status == 200, address
