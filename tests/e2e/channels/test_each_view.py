"""Each form and view of a channel, through axe and zoomed in."""

import pytest
from django.contrib.auth.models import User
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from support.factories import announce, make_publication
from support.looks import sticking_out, taken_apart
from wagtail.users.models import UserProfile

from newswire.publisher import jobs
from newswire.publisher.models import Job

from .history import a_days_history
from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

TABLES = {"page", "list", "status", "sendings"}  # may be wider than a narrow window: they scroll


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


def test_german_words_stay_whole_in_tables(manager: Page, tree: Tree, live_server: LiveServer) -> None:
    channel = a_days_history(tree)
    announce(make_publication(page_id=20_000, title="Weltraumressourcen: das Förderprogramm"), [channel])
    for user in User.objects.all():
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "de"})
    for address in (f"newswire/channels/inspect/{channel.pk}/", "reports/newswire/deliveries/"):
        for width in (1280, 640):
            manager.set_viewport_size({"width": width, "height": 900})
            manager.goto(f"{live_server.url}/admin/{address}")
            expect(manager.locator("html")).to_have_attribute("lang", "de")
            assert not taken_apart(manager), (address, width)
