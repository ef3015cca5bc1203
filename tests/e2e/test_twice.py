"""A button is pressed twice: the first press counts, and is what is answered."""

import re
from collections.abc import Callable

import pytest
from host.tree import Tree
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Locale

from newswire.publisher import roles

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.fixture
def editor(tree: Tree, window_of: Callable[..., Page]) -> Page:
    return window_of("Editor", "editor")


def twice(button: Locator) -> None:
    button.dblclick(delay=20)


def test_a_draft_is_begun_once(editor: Page, tree: Tree, live_server: LiveServer) -> None:
    tree.home.copy_for_translation(tree.french).save_revision().publish()
    roles.make()  # the French tree is new
    page = tree.published("Harbour")
    editor.goto(f"{live_server.url}/admin/newswire/languages/{page.pk}/begin/fr/")
    twice(editor.get_by_role("button", name="Start a draft"))
    expect(editor.locator(".messages")).to_contain_text("The draft is here")
    expect(editor.locator(".messages")).not_to_contain_text("already")
    assert page.get_translations().filter(locale=Locale.objects.get(language_code="fr")).count() == 1


def test_a_correction_is_published_once(editor: Page, tree: Tree, live_server: LiveServer) -> None:
    page = tree.published("Harbour")
    revision = page.save_revision()
    editor.goto(f"{live_server.url}/admin/newswire/editorial/{page.pk}/correction/{revision.pk}/")
    editor.get_by_label("Correction note").fill("It was on Monday.")
    twice(editor.get_by_role("button", name="Publish as correction"))
    expect(editor.locator(".messages")).to_contain_text("was published as a correction")
    expect(editor.locator(".messages")).not_to_contain_text("meanwhile")


def test_a_link_is_undone_and_a_page_unlinked_once(editor: Page, tree: Tree, live_server: LiveServer) -> None:
    tree.home.copy_for_translation(tree.french).save_revision().publish()
    roles.make()  # the French tree is new
    page = tree.published("Harbour")
    french = tree.published("Le port", page.get_parent().get_translation(tree.french).specific)
    for button in ("Undo", "Unlink"):
        editor.goto(f"{live_server.url}/admin/newswire/languages/{page.pk}/link/fr/?q=port")
        twice(editor.get_by_role("button", name=re.compile("^Link ?: Le port")))
        expect(editor.locator(".messages .success")).to_be_visible()  # answered, before we go elsewhere
        if button == "Undo":
            editor.locator(".messages").get_by_role("link", name="Undo").click()
        else:
            editor.goto(f"{live_server.url}/admin/newswire/languages/{french.pk}/unlink/")
        twice(editor.get_by_role("main").get_by_role("button", name=button))
        expect(editor.locator(".messages .success")).to_be_visible()
        expect(editor.locator(".messages .error")).to_have_count(0)
