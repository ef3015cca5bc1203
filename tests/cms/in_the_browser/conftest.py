"""A browser in which an editor is logged in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from e2e.conftest import PATIENCE, in_this_thread, patient
from e2e.editing import Editor
from playwright.sync_api import Browser, Page

__all__ = ["in_this_thread", "patient"]  # fixtures


@pytest.fixture
def page(admin: Client, live_server: Any, browser: Browser) -> Iterator[Page]:
    """A browser in which the editor is logged in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    cookie = {"name": "sessionid", "value": admin.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


@pytest.fixture
def at_the_desk(page: Page, live_server: Any) -> Editor:
    return Editor(page, live_server.url)
