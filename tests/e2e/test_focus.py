"""Where the focus is after what it was on has moved to another part of the panel."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from support.factories import make_channel

from newswire.publisher import dispatch, heartbeat
from newswire.publisher.models import Copy, Delivery, Job

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.fixture
def article(tree: Tree, settings: Any) -> Any:
    """That one site has."""
    heartbeat.seen("worker@test", "worker")
    make_channel(
        "https://example.org/", name="Partner", page_types=["host.hostpage"], started_at=timezone.now()
    )
    page = tree.published("Harbour reopens")
    dispatch.run()
    Delivery.objects.update(state="delivered", done_at=timezone.now(), attempts=1)
    Copy.objects.update(version=1, state="live", since=timezone.now())
    return page


def test_what_went_into_a_folded_group_leaves_the_focus_on_its_name(
    article: Any, window_of: Callable[..., Page], live_server: LiveServer
) -> None:
    page = window_of("Editor", "editor")
    page.goto(f"{live_server.url}/admin/newswire/pages/{article.pk}/")
    page.locator("#newswire-on-site-summary").press("Enter")
    page.get_by_role("button", name="Send again : Partner").press("Enter")
    expect(page.locator("#newswire-said")).to_contain_text("Will be sent again to 1 site.")
    expect(page.locator("#newswire-waiting-summary")).to_be_focused(timeout=15_000)
    Job.objects.all().delete()
    page.locator("#newswire-on-site").wait_for()
    expect(page.get_by_role("button", name="Send again : Partner")).to_be_focused(timeout=15_000)
