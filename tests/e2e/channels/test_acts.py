"""What is done with a channel and its jobs, and two hundred channels."""

import re

import pytest
from django.utils import timezone
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from support.factories import make_channel

from newswire.publisher import channels, jobs
from newswire.publisher.models import Job

from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


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
