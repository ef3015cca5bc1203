"""The channel manager's screens in a real browser: light, dark and Arabic, by keyboard, and through axe.

Django serves them from this process, so that a day's history can be laid down; what is sent goes to a
real receiver.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication
from support.looks import serious, sticking_out
from wagtail.users.models import UserProfile

from newswire.publisher import channels, dispatch, jobs
from newswire.publisher.models import Attempt, Channel, Delivery, Job, Lane, Publication

from .conftest import ROOT, SHOTS

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

LONG = "The council of a small town near the border decides, after a debate of a whole day, about its bridge"

# The other pictures are for who changes something here.
IN_DOCS = {"first-run", "address-refused", "test", "count", "trouble-light", "trouble-dark", "failed-light"}
TABLES = {"page", "list", "status", "sendings"}  # may be wider than a narrow window: they scroll
LOOKED_AT = ROOT / "build" / "e2e"


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def manager(tree: Tree, window_of: Callable[..., Page]) -> Page:
    """A page of somebody who is in the group of channel managers, and in no other."""
    return window_of("Channel manager", "channels")


def look(page: Page, name: str) -> None:
    """A picture, after axe has found nothing serious in what is ours."""
    assert not serious(page, "main")
    page.evaluate("window.scrollTo(0, 0)")
    folder = SHOTS if name in IN_DOCS else LOOKED_AT
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"channels-{name}.png")


def prefer(theme: str = "light", language: str = "") -> None:
    user = User.objects.get(username="channels")
    UserProfile.objects.update_or_create(user=user, defaults={"theme": theme, "preferred_language": language})


def a_days_history(tree: Tree) -> Channel:
    """One site that fails since an hour, after a day that went well, with a sending that stopped."""
    now = timezone.now()
    channel = make_channel("https://partner.example.org/newswire", name="Partner weekly", started_at=now)
    publications = [
        make_publication(
            page_id=10_000 + hour, title=LONG if hour == 1 else f"Harbour report {hour}", lang="en"
        )
        for hour in range(24)
    ]
    for hour, publication in enumerate(publications):
        (delivery,) = announce(publication, [channel])
        begun, good = now - timedelta(hours=hour, minutes=5), hour > 1
        Delivery.objects.filter(pk=delivery.pk).update(
            created_at=begun,
            state="delivered" if good else "parked" if hour else "queued",
            done_at=begun + timedelta(seconds=2) if hour else None,
            last_error="" if good else "server_error",
            attempts=1 + hour % 3,
        )
        for number in range(1 + hour % 5):
            Attempt.objects.create(
                delivery=delivery,
                channel=channel,
                number=number + 1,
                outcome="delivered" if good else "retry" if number else "parked",
                started_at=begun + timedelta(seconds=number),
                milliseconds=180,
                status=200 if good else 500,
                error="" if good else "server_error",
            )
    Lane.objects.filter(channel=channel).update(
        breaker=Lane.Breaker.OPEN,
        failures=7,
        failing_since=now - timedelta(hours=1),
        probe_at=now + timedelta(minutes=4),
    )
    return channel


def test_the_way_from_nothing_to_the_first_article(
    manager: Page, tree: Tree, live_server: LiveServer, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(
        body=b'{"ok": true}', headers={"content-type": "application/json"}
    )
    page, index = manager, f"{live_server.url}/admin/newswire/channels/"
    tree.published("Harbour reopens")
    dispatch.run()
    page.goto(index)
    look(page, "first-run")
    page.get_by_role("link", name="Add a site", exact=True).first.click()

    page.locator("#id_name").fill("Downstream")
    page.locator("#id_address").fill("http://10.0.0.1/hook")
    expect(page.locator("#newswire-as-you-type")).to_contain_text("NEWSWIRE_ALLOWED_HOSTS")
    look(page, "address-refused")
    page.locator("#id_address").fill(receiver.url)
    expect(page.locator("#newswire-as-you-type")).to_contain_text("This is this machine itself")
    assert not Channel.objects.exists()
    page.get_by_role("button", name="Create").click()

    expect(page.get_by_text("Copy it now")).to_be_visible()
    expect(page.get_by_text("Nothing sent yet.")).to_be_visible()
    look(page, "secret-once")
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator(".messages")).to_contain_text("is now on")
    expect(page.get_by_role("heading", name="What came back")).to_be_visible()
    look(page, "test")

    page.get_by_role("link", name="Choose what to send").click()
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Count the pages").click()
    expect(page.get_by_text("would go to Downstream")).to_be_visible()
    look(page, "count")
    page.get_by_role("button", name="Start sending").click()
    expect(page.locator("#newswire-progress")).to_contain_text("Running")
    jobs.step()
    expect(page.locator("#newswire-progress")).to_contain_text("Done")
    assert not page.locator("#newswire-progress [data-controller]").count()  # it asks no more
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    look(page, "sent")
    page.goto(index)
    expect(page.get_by_text("Until the first article arrives")).to_have_count(0)


def test_a_running_job_is_paused_goes_on_and_is_cancelled(
    manager: Page, tree: Tree, live_server: LiveServer
) -> None:
    channel = make_channel(
        "http://127.0.0.1:9/", name="Partner", page_types=["host.hostpage"], started_at=timezone.now()
    )
    for number in range(3):
        tree.published(f"Harbour {number}")
    job = jobs.start(Job.Kind.BACKFILL, channel, per_minute=1)
    manager.goto(f"{live_server.url}/admin/newswire/channels/job/{job.pk}/")
    for button, state in (("Pause", "Paused"), ("Go on", "Running"), ("Cancel", "Cancelled")):
        manager.get_by_role("button", name=button, exact=True).click()
        expect(manager.locator("#newswire-progress")).to_contain_text(state)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


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


def test_the_secret_of_yesterday_counts_down(manager: Page, tree: Tree, live_server: LiveServer) -> None:
    channel, _ = channels.create("Partner", "https://example.org/hook")
    manager.goto(f"{live_server.url}/admin/newswire/channels/inspect/{channel.pk}/")
    manager.get_by_role("button", name="New secret").click()
    expect(manager.get_by_text(re.compile("Still signs beside the new one for 2[34]"))).to_be_visible()
    look(manager, "rotation")


def test_two_hundred_channels(manager: Page, tree: Tree, live_server: LiveServer) -> None:
    for number in range(200):
        make_channel(
            "https://example.org/hook", name=f"Regional edition {number:03}", started_at=timezone.now()
        )
    manager.goto(f"{live_server.url}/admin/newswire/channels/")
    expect(manager.get_by_text("Regional edition 000")).to_be_visible()
    look(manager, "two-hundred")
    manager.locator("#id_q").fill("edition 177")
    expect(manager.get_by_text("Regional edition 177")).to_be_visible()
    expect(manager.get_by_text("Regional edition 000")).to_have_count(0)
    manager.goto(f"{live_server.url}/admin/reports/newswire/deliveries/")
    look(manager, "empty-report")
    manager.goto(f"{live_server.url}/admin/reports/newswire/arrival/")
    look(manager, "arrival")


def unfolded(page: Page) -> None:
    """Opens every group of a form."""
    while (folded := page.locator("main [data-panel-toggle][aria-expanded=false]:visible")).count():
        folded.first.click()


@pytest.mark.parametrize("zoom", [1, 4])
def test_each_form_and_view_of_a_channel(
    manager: Page, tree: Tree, live_server: LiveServer, zoom: int
) -> None:
    """Axe finds nothing serious; and at 400 % (1280 by 900 is 320 by 225 then) all but tables fits."""
    tree.published("Sports", parent=tree.published("A part of the site with a long name, and with pages"))
    channel = a_days_history(tree)
    job = jobs.start(Job.Kind.REPLAY, channel, per_minute=1)
    manager.set_viewport_size({"width": 1280 // zoom, "height": 900 // zoom})
    for name, address in {
        "form": "newswire/channels/new/",
        "edit": f"newswire/channels/edit/{channel.pk}/",
        "history": f"newswire/channels/history/{channel.pk}/",
        "delete": f"newswire/channels/delete/{channel.pk}/",
        "send": f"newswire/channels/send/{channel.pk}/",
        "job": f"newswire/channels/job/{job.pk}/",
        "page": f"newswire/channels/inspect/{channel.pk}/",
        "list": "newswire/channels/",
        "trigger-form": "newswire/triggers/new/",
        "status": "newswire/status/",
        "sendings": "reports/newswire/deliveries/",
        "never": "reports/newswire/never/",
        "unrendered": "reports/newswire/unrendered/",
        "arrival": "reports/newswire/arrival/",
    }.items():
        manager.goto(f"{live_server.url}/admin/{address}")
        unfolded(manager)
        if zoom == 1:
            look(manager, name)
        elif name not in TABLES:
            assert not sticking_out(manager), address


def test_what_is_missing_in_the_form_stands_at_its_field(
    manager: Page, tree: Tree, live_server: LiveServer
) -> None:
    manager.goto(f"{live_server.url}/admin/newswire/channels/new/")
    manager.locator("#id_name").fill("Partner")
    manager.locator("#id_address").fill("http://10.0.0.1/hook")
    manager.get_by_role("button", name="Create").click()
    message = manager.locator("#panel-child-address-errors, [id$=address-errors]").first
    expect(message).to_contain_text("NEWSWIRE_ALLOWED_HOSTS")
    look(manager, "form-refused")


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


def test_a_site_of_files_by_keyboard_alone(
    manager: Page, tree: Tree, live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    """The form of another kind: a storage is chosen, what is wrong is said, the test writes to it."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    named = {name: {**folder, "OPTIONS": {"location": tmp_path / name}} for name in ("archive", "public")}
    settings.STORAGES = {**settings.STORAGES, **named}
    page, keys = manager, manager.keyboard
    page.goto(f"{live_server.url}/admin/newswire/channels/new/?transport=storage")
    page.locator("#id_name").focus()
    keys.type("Public site")
    tab_to(page, "#id_address")
    keys.type("https://news.example.org/?a=b")
    tab_to(page, "#id_storage")
    keys.type("pub")
    expect(page.locator("#id_storage")).to_have_value("public")
    tab_to(page, "#id_titles")
    keys.type("es: El Diario")
    said = page.locator("#newswire-as-you-type")
    expect(said).to_contain_text("has neither")
    expect(said).to_contain_text("no language of this newsroom")
    page.locator("#id_titles").press("ControlOrMeta+a")
    keys.type("en: The Daily")
    page.locator("#id_address").press("ControlOrMeta+a")
    keys.type("https://news.example.org/")
    expect(said).not_to_contain_text("has neither")
    look(page, "storage-form")
    press(page, "Create")

    expect(page.get_by_text("Nothing sent yet.")).to_be_visible()
    found = Channel.objects.get()
    assert (found.transport, found.address) == ("storage", "https://news.example.org/")
    assert (found.options["storage"], found.options["titles"]) == ("public", "en: The Daily")
    press(page, "Send a test")
    expect(page.locator(".messages")).to_contain_text("is now on")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "it cleans up behind itself"
    look(page, "storage-tested")


def tab_to(page: Page, selector: str) -> None:
    """From where the keyboard is: a field that it cannot reach is never reached."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")
