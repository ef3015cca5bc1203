"""An article on two hundred sites, in twenty languages: still to be used, at 400 % too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from host.tree import Tree, plant
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from support.factories import make_channel
from support.looks import serious, sticking_out

from newswire.publisher import dispatch, heartbeat, roles
from newswire.publisher.models import Channel, Copy, Delivery, Publication

from .conftest import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

LOOKED_AT = ROOT / "build" / "e2e"
LANGUAGES = [
    "ar",
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lb",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
]
STOPPED, RETRIED, CHOOSY = 3, 5, 10  # of the sites


@pytest.fixture
def article(settings: Any, db: None) -> Any:
    """In English here, and in twenty languages more that are on every site."""
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    tree: Tree = plant()
    roles.make()
    heartbeat.seen("worker@test", "worker")
    sites = [site(number) for number in range(200)]
    page = tree.published("The council of a small town near the border decides about its bridge")
    dispatch.run()
    own = Publication.objects.get(page_id=page.pk)
    told(own, sites)
    for number, lang in enumerate(LANGUAGES):
        version = Publication.objects.create(
            page_id=900_000 + number, set_key=own.set_key, lang=lang, version=1, state="live",
            page_type="host.hostpage", title="The bridge", tree_path=own.tree_path,
        )  # fmt: skip
        Copy.objects.bulk_create(copy(version, one) for one in sites[CHOOSY:])
    return page


def site(number: int) -> Channel:
    languages = ["fr"] if number < CHOOSY else []
    return make_channel(
        "https://example.org/hook",
        name=f"Regional edition {number:03} of a newspaper with a long name",
        page_types=["host.hostpage"],
        languages=languages,
        started_at=timezone.now(),
    )


def copy(publication: Publication, channel: Channel) -> Copy:
    return Copy(
        publication=publication, channel=channel, announced_state="live", announced_sequence=1, version=1,
        state="live", since=timezone.now(), url=f"https://example.org/{publication.lang}/bridge",
    )  # fmt: skip


def told(publication: Publication, sites: list[Channel]) -> None:
    """Delivered to all that want it, but for some that stopped and some that are tried again."""
    Copy.objects.filter(publication=publication).update(version=1, state="live", since=timezone.now())
    sent = Delivery.objects.filter(publication=publication)
    sent.update(state="delivered", done_at=timezone.now(), attempts=1)
    stopped, retried = sites[CHOOSY : CHOOSY + STOPPED], sites[CHOOSY + STOPPED : CHOOSY + STOPPED + RETRIED]
    sent.filter(channel__in=stopped).update(state="parked", last_error="not_found")
    later = timezone.now() + timedelta(hours=1)
    sent.filter(channel__in=retried).update(
        state="queued", done_at=None, last_error="server_error", next_attempt_at=later
    )
    Copy.objects.filter(publication=publication, channel__in=[*stopped, *retried]).update(version=0)


@pytest.mark.parametrize("zoom", [1, 4])
def test_two_hundred_sites_and_twenty_languages_beside_the_editor(
    article: Any, window_of: Callable[..., Page], live_server: LiveServer, zoom: int
) -> None:
    page = window_of("Editor", "editor")
    page.set_viewport_size({"width": 1280 // zoom, "height": 900 // zoom})
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    page.locator("[data-side-panel-toggle=newswire]").first.click()
    panel = page.locator("[data-side-panel=newswire]")
    expect(panel.get_by_role("status")).to_have_text("On 182 of 190 sites. 5 waiting. 3 stopped, need you.")
    is_first_seen(panel)
    assert not serious(page, "[data-side-panel=newswire]")
    take_a_picture(page, f"beside-{zoom}00")

    page.goto(f"{live_server.url}/admin/newswire/pages/{article.pk}/")
    is_first_seen(page.locator("main"))
    assert not sticking_out(page)
    assert not serious(page, "main")
    on_site = page.locator("#newswire-on-site")
    on_site.locator("summary").click()
    expect(on_site.get_by_role("listitem").filter(visible=True)).to_have_count(182)
    page.locator("#newswire-version-900004 summary").click()
    expect(page.locator("#newswire-version-900004").get_by_role("listitem")).to_have_count(20)
    take_a_picture(page, f"status-{zoom}00")
    assert not sticking_out(page)


def is_first_seen(part: Locator) -> None:
    """What needs somebody stands open; what is well, and what is in other languages, is folded."""
    groups = {"needs-you": True, "retrying": True, "on-site": False, "not-wanted": False}
    for name, is_open in groups.items():
        group = part.locator(f"#newswire-{name}")
        assert group.evaluate("one => one.open") is is_open, name
    assert part.locator("details[id^=newswire-version]:not([open])").count() == len(LANGUAGES)


def take_a_picture(page: Page, name: str) -> None:
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LOOKED_AT / f"many-{name}.png")
