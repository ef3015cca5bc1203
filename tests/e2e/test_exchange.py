"""A translator takes an article out as a file and in again, then asks the machine, and reads what it made."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from host.models import HostPage
from host.tree import Tree, plant
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from support.announced import last
from support.factories import make_channel
from support.looks import serious
from support.translation_service import Service, service
from support.translation_tools import translated

from newswire.publisher import dispatch, roles
from newswire.publisher.translating.machine import jobs

from .conftest import SHOTS

__all__ = ["service"]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

HEADLINE = "The harbour reopens"
FRENCH = {
    HEADLINE: "Le port rouvre",
    "Ferries run again.": "Les bacs circulent à nouveau.",
    "Tickets are sold ": "Les billets se vendent ",
    "on board": "à bord",
    ".": ".",
}
DESK = "/admin/newswire/languages/?lang=fr"


@pytest.fixture
def tree(settings: Any) -> Tree:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    tree = plant()
    tree.home.copy_for_translation(tree.french).save_revision().publish()
    roles.make()
    return tree


@pytest.fixture
def article(tree: Tree) -> HostPage:
    text = '<p>Tickets are sold <a href="https://ferries.example/">on board</a>.</p>'
    return tree.published(HEADLINE, intro="Ferries run again.", body=text)


@pytest.fixture
def translator(article: HostPage, window_of: Callable[..., Page]) -> Page:
    return window_of("Translator (fr)", "anna")


def row(page: Page, live_server: LiveServer, query: str = "") -> Locator:
    """The article on the desk."""
    page.goto(f"{live_server.url}{DESK}{query}")
    return page.get_by_role("row").filter(has_text=HEADLINE)


def look(page: Page, name: str) -> None:
    """A picture for the docs, after axe has found nothing serious in what is ours."""
    assert not serious(page, "main")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SHOTS / f"translating-{name}.png")


def test_out_as_a_file_and_in_again(
    translator: Page, article: HostPage, live_server: LiveServer, tmp_path: Path
) -> None:
    page, file = translator, tmp_path / "harbour.xlf"
    row(page, live_server).get_by_role("checkbox").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export those ticked as XLIFF").click()
    file.write_bytes(translated(download.value.path().read_bytes(), "xliff2", FRENCH.__getitem__))
    article.intro = "Ferries run again on Monday."
    article.save_revision().publish()

    page.get_by_role("link", name="Import translations").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("A draft will be started.")).to_be_visible()
    expect(page.get_by_text("The source has changed since the export:")).to_be_visible()
    for text in ("Le port rouvre", "Les bacs circulent à nouveau", "Les billets se vendent à bord"):
        expect(page.locator("ins").filter(has_text=text)).to_be_visible()
    look(page, "import")
    page.get_by_role("button", name="Write into the draft").click()
    expect(page.locator(".messages")).to_contain_text("1 draft was written. Nothing is published yet.")
    expect(page.locator("[name=title]")).to_have_value("Le port rouvre")
    expect(row(page, live_server)).to_contain_text("Out of date")  # it is of the text that was exported
    row(page, live_server).get_by_role("link", name="Side by side").click()
    expect(page.locator("ins").filter(has_text="on Monday")).to_be_visible()

    # A colleague's file says it otherwise: what changes is marked word by word.
    file.write_bytes(file.read_bytes().replace("circulent à nouveau".encode(), b"reprennent la mer"))
    page.goto(f"{live_server.url}/admin/newswire/languages/import/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("del").filter(has_text="circulent")).to_be_visible()
    expect(page.locator("ins").filter(has_text="reprennent la mer")).to_be_visible()
    expect(page.locator("ins")).to_have_count(1)


def test_a_file_that_wants_to_do_harm_is_refused_in_words(
    translator: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    file = tmp_path / "harm.xlf"
    file.write_text('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>')
    translator.goto(f"{live_server.url}/admin/newswire/languages/import/")
    translator.get_by_label("File").set_input_files(file)
    translator.get_by_role("button", name="Look at it").click()
    expect(translator.get_by_role("alert")).to_contain_text("entities")
    expect(translator.get_by_text("Nothing was changed.")).to_be_visible()
    assert not serious(translator, "main")


def test_by_a_machine_until_somebody_has_read_it(
    translator: Page, article: HostPage, tree: Tree, live_server: LiveServer, service: Service
) -> None:
    page, site = (
        translator,
        make_channel("http://127.0.0.1:9/", page_types=["host.hostpage"], started_at=timezone.now()),
    )
    files = f"{live_server.url}/admin/newswire/languages/{article.pk}/files/fr/"
    page.goto(files)
    look(page, "files")
    page.get_by_role("button", name="Translate by machine").click()
    expect(page.locator(".messages")).to_contain_text("The draft comes by itself; it is not published.")
    assert jobs.act(5) == 1
    page.goto(files)
    page.get_by_role("link", name="Edit this version").click()
    expect(page.locator("[name=title]")).to_have_value(f"F:{HEADLINE}")
    page.get_by_role("button", name="More actions").click()
    page.locator("button[value=action-publish]").click()
    expect(page.locator(".messages .success").first).to_be_visible()
    version = HostPage.objects.get(translation_key=article.translation_key, locale=tree.french)
    dispatch.run()
    assert "digitalSourceType" in last(site, version)["data"]

    on_desk = row(page, live_server, "&state=machine")
    expect(on_desk).to_contain_text("Machine-made")
    look(page, "machine-made")
    page.get_by_role("link", name="All languages", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=HEADLINE)).to_contain_text("Machine-made")
    page.goto(f"{live_server.url}/admin/pages/{version.pk}/edit/")
    page.get_by_role("button", name="Toggle languages").click()
    french = page.locator("[data-side-panel=newswire-languages] [data-lang=fr]")
    expect(french).to_contain_text("Machine-made")
    french.get_by_role("link", name="I have read it").click()
    page.get_by_role("button", name="I have read it, and it is right").click()
    expect(page.locator(".messages")).to_contain_text("Its mark is gone everywhere.")
    expect(page.locator("[data-lang=fr]")).not_to_contain_text("Machine-made")
    dispatch.run()
    assert "digitalSourceType" not in last(site, version)["data"]
