"""A whole demo of its own, and a real browser. Run by `make e2e`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.contrib.auth.models import Group, User
from host.tree import Tree, plant
from playwright.sync_api import Browser, Page, expect
from services.valkey import free_port

from newswire.publisher import roles

ROOT = Path(__file__).parent.parent.parent
SHOTS = ROOT / "docs" / "images"
PATIENCE = 60  # seconds that a fact may take to become so: the machine may be busy
# Wagtail's form connects twice, and each time takes what stands in it two seconds later for unchanged.
WATCH = """
let connected = 0, looks = 0;
document.addEventListener("w-unsaved:ready", () => { connected += 1; });
document.addEventListener("w-unsaved:watch-edits", () => {
  looks += 1;
  window.newswireWatched = looks >= connected;
});
"""


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE * 1000)
    yield
    expect.set_options(timeout=5_000)  # Playwright's own


@pytest.fixture(scope="session", autouse=True)
def in_this_thread() -> Iterator[None]:
    """Playwright's loop runs in it, and Django takes that for an asynchronous program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@dataclass(frozen=True)
class Newsroom:
    var: Path
    web: str
    downstream: str

    def password(self, name: str) -> str:
        return str(json.loads((self.var / "logins.json").read_text())[name])

    @property
    def secret_key(self) -> str:
        return (self.var / "secret-key").read_text().strip()

    def held(self, lang: str) -> list[dict]:
        with urlopen(f"{self.downstream}/held?lang={lang}") as answer:
            return json.load(answer)

    def wait_until_held(self, lang: str, title: str, seconds: float = 2 * PATIENCE) -> dict:
        """What the downstream site says of the article with this headline, once it has it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for article in self.held(lang):
                if article["title"] == title and article["state"] == "live":
                    return article
            time.sleep(0.2)
        raise AssertionError(f"{title!r} did not arrive: {[a['title'] for a in self.held(lang)]}")


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with running_newsroom(tmp_path_factory.mktemp("demo")) as newsroom:
        yield newsroom


@contextmanager
def running_newsroom(var: Path) -> Iterator[Newsroom]:
    ports = {name: free_port() for name in ("web", "first", "second", "valkey")}
    (var / "demo.json").write_text(json.dumps(ports))
    environment = {**os.environ, "NEWSWIRE_VAR": str(var), "PYTHONPATH": str(ROOT / "deploy")}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # meant for this process alone
    log = var / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_ready(process, log)
        yield Newsroom(var, f"http://localhost:{ports['web']}", f"http://localhost:{ports['first']}")
    finally:
        with suppress(ProcessLookupError):  # it may have ended by itself: what it said is the failure then
            os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 600
    while "\nReady." not in log.read_text(errors="replace"):
        assert process.poll() is None, log.read_text(errors="replace")[-6000:]
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-6000:]
        time.sleep(0.5)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="en-GB")
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


def watched(page: Page) -> None:
    """Waits until Wagtail looks for changes: what is typed before is none, and is neither shown nor saved."""
    page.wait_for_function("window.newswireWatched")


@pytest.fixture
def tree() -> Tree:
    """The test site, with the groups of a newsroom."""
    found = plant()
    roles.make()
    return found


@pytest.fixture
def window_of(
    transactional_db: None, client: Any, live_server: Any, browser: Browser
) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page for a new person, in one group and in no other; Django serves it from this process."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")

    def open(group: str, username: str) -> Page:
        user = User.objects.create_user(username, first_name=username.title())
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    yield open
    context.close()


def log_in(page: Page, newsroom: Newsroom, name: str) -> None:
    page.goto(f"{newsroom.web}/admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", newsroom.password(name))
    page.click("button[type=submit]")
    page.wait_for_url(f"{newsroom.web}/admin/")


def speak(page: Page, newsroom: Newsroom, language: str) -> None:
    """Chooses the language of the screens of whoever is logged in."""
    page.goto(f"{newsroom.web}/admin/account/")
    for name, text in {"first_name": "Ed", "last_name": "Itor", "email": "editor@example.org"}.items():
        page.locator(f"input[name$={name}]").fill(text)  # all of them asked for by Wagtail
    page.locator("select[name$=preferred_language]").select_option(language)
    page.locator("form:has(select[name$=preferred_language]) button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator("html")).to_have_attribute("lang", language)
