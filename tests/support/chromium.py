"""The one browser of a test run: Playwright allows one at a time in a process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# As root Chromium has no sandbox; the rest keeps it from looking for its maker's servers.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def running_chromium() -> Iterator[Browser]:
    # Playwright's own download is not used: the system's Chromium is what people have.
    chromium = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    assert chromium, "no Chromium on this machine: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()
