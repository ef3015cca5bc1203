"""docs/tutorial.md as it is written: its commands are run, its files saved. What it says to press is called.

The environment is the stranger's, with the wheel of this code, so pip is not asked again.
"""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from services.valkey import Valkey, free_port

from .project import ROOT, Project, add_newswire

pytestmark = [pytest.mark.stranger, pytest.mark.timeout(900)]
TUTORIAL = (ROOT / "docs/tutorial.md").read_text()

ADD_SITE = """
from newswire.publisher import channels
channel, result = channels.create("My first site", {address!r})
"""
SEND_TEST = """
from newswire.publisher import channels
from newswire.publisher.models import Channel
channel = Channel.objects.get()
result = channels.send_test(channel).worked
if result:
    channels.start(channel)
"""
PUBLISH = """
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from wagtail.models import Site
home = Site.objects.get().root_page
index = NewsIndexPage.objects.first() or home.add_child(instance=NewsIndexPage(title="News", slug="news"))
article = ArticlePage.objects.first() or index.add_child(
    instance=ArticlePage(title="x", slug="first", live=False))
article.title = {title!r}
article.body = [("paragraph", "<p>All boats are back.</p>")]
article.save_revision().publish()
result = None
"""
UNPUBLISH = """
from newswire.cms.pages.models import ArticlePage
ArticlePage.objects.get().unpublish()
result = None
"""


def block(name: str) -> str:
    found = re.search(rf"<!-- test: {name} -->\s*```\w*\n(.*?)```", TUTORIAL, re.DOTALL)
    assert found, f"docs/tutorial.md has no block {name!r}"
    return found[1]


def shell(project: Project, text: str, folder: Path | None = None) -> None:

    done = subprocess.run(
        ["bash", "-euc", text], cwd=folder or project.folder, env=project.env, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{text}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def wait_for(project: Project, log: str, line: str) -> None:
    deadline = time.monotonic() + 240
    while line not in (text := (project.folder / log).read_text()):
        assert time.monotonic() < deadline, f"no {line!r} in {text[-1500:]}"
        time.sleep(0.3)


def test_the_tutorial(tmp_path: Path, stranger_python: Path, processes: list, valkey: Valkey) -> None:
    project = Project(tmp_path / "mysite", stranger_python)
    path = f"{stranger_python.parent}:{os.environ['PATH']}"
    project.environment = {"REDIS_URL": valkey.url, "PATH": path}
    venv, activate, install, *start = block("start").splitlines()
    assert [venv, activate, install] == [
        "python3 -m venv env",
        ". env/bin/activate",
        "pip install wagtail wagtail-newswire",
    ]
    shell(project, "\n".join(start), tmp_path)
    add_newswire(project)
    base = project.folder / "mysite/settings/base.py"
    base.write_text(f"{base.read_text()}\n{block('allow')}")
    shell(project, block("migrate"))

    receiver, web = free_port(), free_port()
    (project.folder / "receiver.py").write_text(block("receiver").replace("8002", str(receiver)))
    secret = project.shell(ADD_SITE.format(address=f"http://127.0.0.1:{receiver}/"))

    def run(text: str, log: str) -> None:
        # The shell takes what is before the command for its environment, as the reader's does.
        done = project.folder / f"{log}.sh"
        done.write_text("exec env " + text)
        processes.append(start_bash(project, done, log))

    run(block("web").strip() + f" --noreload 127.0.0.1:{web}", "web.log")
    run(block("worker"), "worker.log")
    run(block("start-receiver").replace("whsec_...", str(secret)), "receiver.log")
    deadline = time.monotonic() + 120
    while not project.shell(SEND_TEST):
        assert time.monotonic() < deadline
    wait_for(project, "receiver.log", "newswire.channel.test.v1")
    project.shell(PUBLISH.format(title="Harbour reopens"))
    wait_for(project, "receiver.log", "newswire.article.published.v1 1 Harbour reopens")
    project.shell(PUBLISH.format(title="Harbour closes"))
    wait_for(project, "receiver.log", "newswire.article.updated.v1 2 Harbour closes")
    project.shell(UNPUBLISH)
    wait_for(project, "receiver.log", "newswire.article.unpublished.v1 3")


def start_bash(project: Project, script: Path, log: str) -> "subprocess.Popen[bytes]":

    with (project.folder / log).open("wb") as output:
        return subprocess.Popen(
            ["bash", str(script)],
            cwd=project.folder,
            env=project.env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
