"""A channel in trouble: in each theme and direction, by keyboard alone, and sent again."""

import pytest
from django.contrib.auth.models import User
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.users.models import UserProfile

from newswire.publisher.models import Job, Publication

from .history import a_days_history
from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def prefer(theme: str = "light", language: str = "") -> None:
    user = User.objects.get(username="channels")
    UserProfile.objects.update_or_create(user=user, defaults={"theme": theme, "preferred_language": language})


@pytest.mark.parametrize(
    ("name", "theme", "language"),
    [("light", "light", ""), ("dark", "dark", ""), ("arabic", "light", "ar"), ("german", "light", "de")],
)
def test_a_channel_in_trouble(
    manager: Page, tree: Tree, live_server: LiveServer, name: str, theme: str, language: str
) -> None:
    prefer(theme, language)
    channel = a_days_history(tree)
    manager.goto(f"{live_server.url}/admin/newswire/channels/inspect/{channel.pk}/")
    expect(manager.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(manager.locator(".newswire-chart-plot")).to_have_count(2)
    look(manager, f"trouble-{name}")
    manager.goto(f"{live_server.url}/admin/reports/newswire/failed/")
    look(manager, f"failed-{name}")
    manager.goto(f"{live_server.url}/admin/")
    expect(manager.locator("#newswire-attention-section, [id*=newswire-attention]").first).to_be_visible()
    look(manager, f"dashboard-{name}")


def test_by_keyboard_alone(manager: Page, tree: Tree, live_server: LiveServer) -> None:
    """Every button of a channel is reached with Tab; a chart's table opens with Enter."""
    channel = a_days_history(tree)
    manager.goto(f"{live_server.url}/admin/newswire/channels/inspect/{channel.pk}/")
    reached = []
    for _ in range(80):
        manager.keyboard.press("Tab")
        text = manager.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
        reached.append(text)
        if text.startswith("As a table"):
            break
    assert {"Send a test", "Pause", "Switch off", "New secret"} <= set(reached)
    manager.keyboard.press("Enter")
    expect(manager.locator("details[open] table")).to_be_visible()


def test_sending_again_from_a_report(manager: Page, tree: Tree, live_server: LiveServer) -> None:
    a_days_history(tree)
    manager.goto(f"{live_server.url}/admin/reports/newswire/failed/")
    manager.locator("[data-bulk-action-checkbox]").first.check()
    manager.get_by_role("link", name="Send what is ticked again").click()
    expect(manager.get_by_text("is sent again, as it is now")).to_be_visible()
    look(manager, "send-again")
    manager.get_by_role("button", name="Yes, send again").click()
    expect(manager.locator(".messages")).to_contain_text("1 page is being sent again.")
    assert Job.objects.get().scope["publications"]
    assert Publication.objects.count() >= 24
