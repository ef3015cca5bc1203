"""Somebody else deletes the page that is open in the editor."""

from collections.abc import Callable

import pytest
from host.models import HostPage
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_refreshing_says_that_a_draft_is_deleted(
    tree: Tree, window_of: Callable[..., Page], live_server: LiveServer
) -> None:
    draft, page = tree.draft("Harbour reopens"), window_of("Editor", "editor")
    page.goto(f"{live_server.url}/admin/pages/{draft.pk}/edit/")
    page.locator("[data-side-panel-toggle=newswire-languages]").click()
    panel = page.locator("[data-side-panel=newswire-languages]")
    expect(panel.locator("[data-lang=en]")).to_be_visible()
    HostPage.objects.get(pk=draft.pk).delete()
    panel.get_by_role("button", name="Refresh").click()
    expect(page.locator(".messages")).to_contain_text("This has been deleted meanwhile.", timeout=10_000)
