"""A site is added: from nothing to the first article, and what is missing in the form."""

import pytest
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from services.receiver import Receiver, Reply

from newswire.publisher import dispatch, jobs
from newswire.publisher.models import Channel

from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


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
