"""A site of files is added by keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from host.tree import Tree
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from newswire.publisher.models import Channel

from .keyboard import press, tab_to
from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


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
