"""A word, or an address, that is longer than a line."""

from collections.abc import Callable

import pytest
from host.tree import Tree
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from support.looks import sticking_out

from .conftest import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

LONG = "W" * 255


def test_a_headline_that_is_taken_down(
    tree: Tree, window_of: Callable[..., Page], live_server: LiveServer
) -> None:
    page, window = tree.published(LONG), window_of("Editor", "editor")
    window.set_viewport_size({"width": 320, "height": 800})
    window.goto(f"{live_server.url}/admin/newswire/editorial/{page.pk}/take-down/")
    assert not sticking_out(window)


def test_the_reference_sites_own_pages(tree: Tree, window_of: Callable[..., Page]) -> None:
    window = window_of("Editor", "editor")
    window.set_viewport_size({"width": 320, "height": 800})
    style = (ROOT / "deploy/newsroom/static/newsroom/site.css").read_text()
    window.set_content(f"<style>{style}</style><main><h1>{LONG}</h1><p>{LONG}</p></main>")
    assert window.evaluate("document.documentElement.scrollWidth") <= 320
