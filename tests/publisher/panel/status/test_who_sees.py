"""Who sees what of a page in the panel."""

from typing import Any

import pytest
from django.test import Client
from host.tree import Tree
from services.receiver import Receiver

from newswire.publisher import deliver, dispatch

from .reading import Make, fragment

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_other_languages_it_offers_only_what_the_person_may_open(
    tree: Tree, channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    channel(receiver.url)
    tree.home.copy_for_translation(tree.french)
    page = published()
    french = page.copy_for_translation(tree.french)
    french.save_revision().publish()
    dispatch.run()
    deliver.run(5)
    translator = person("change", name="translator", below=tree.home.get_translation(tree.french))
    shown = translator.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "English" in shown and "All sites for English" not in shown
    assert "Compare" in shown and f"/admin/newswire/pages/{page.pk}/" not in shown
    assert translator.get(f"/admin/newswire/pages/{page.pk}/").status_code == 302
    manager = person(codenames=("view_channel",), name="manager")
    shown = manager.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "All sites for English" in shown and "Compare" not in shown
    editor = person("change", name="editor", below=tree.home.get_parent())
    both = editor.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "All sites for English" in both and f"/admin/newswire/pages/{page.pk}/compare/" in both


def test_who_may_not_edit_the_page_sees_nothing(
    channel: Make, published: Make, person: Make, client: Client
) -> None:
    channel(name="Partner")
    page = published()
    stranger = person(name="stranger")
    assert stranger.get(f"/admin/newswire/pages/{page.pk}/").status_code == 302
    assert "You may no longer see this page" in fragment(stranger, page)
    assert "Partner" not in fragment(stranger, page)
    expired = client.get(
        f"/admin/newswire/pages/{page.pk}/fragment/", headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert expired.status_code == 403


def test_a_deleted_page_is_seen_by_who_worked_on_its_section_and_by_nobody_else(
    tree: Tree, channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    site = channel(receiver.url, name="Partner")
    page = published()
    deliver.run(5)
    tree.home.copy_for_translation(tree.french)
    editor, publisher = person("change", name="editor"), person("publish", name="publisher")
    translator = person("change", name="translator", below=tree.home.get_translation(tree.french))
    writer, stranger = person("add", name="writer"), person(name="stranger")
    delete(page)
    for client in (editor, publisher):
        shown = client.get(f"/admin/newswire/pages/{page.pk}/").content.decode()
        assert "Partner" in shown and "This page has been deleted." in shown
        assert "Partner" in fragment(client, page)
        assert "Send again" not in shown and "Compare" not in shown
        assert refused(client, f"/admin/newswire/pages/{page.pk}/compare/{site.pk}/")
    for client in (translator, writer, stranger):
        assert refused(client, f"/admin/newswire/pages/{page.pk}/")
        assert "Partner" not in fragment(client, page)


def test_the_next_section_at_a_deleted_ones_place_does_not_open_its_pages(
    tree: Tree, channel: Make, person: Make
) -> None:
    channel(name="Partner")
    section = tree.published("Sport")
    page = tree.published("Final", parent=section)
    dispatch.run()
    pk, section_path = page.pk, section.path
    section.delete()
    page.pk = pk
    dispatch.run()
    other = tree.published("Culture")
    assert other.path == section_path
    editor = person("change", name="editor", below=other)
    assert refused(editor, f"/admin/newswire/pages/{page.pk}/")
    chief = person("change", name="chief", below=tree.home)
    assert "Partner" in chief.get(f"/admin/newswire/pages/{page.pk}/").content.decode()


def delete(page: Any) -> None:
    """Its number stays on it."""
    pk = page.pk
    page.delete()
    page.pk = pk
    dispatch.run()


def refused(client: Client, address: str) -> bool:
    """Wagtail leads a person away, and tells a script."""
    told = client.get(address, headers={"x-requested-with": "XMLHttpRequest"}).status_code
    return (client.get(address).status_code, told) == (302, 403)


def test_who_looks_after_the_sites_sees_where_a_page_is_and_nothing_of_its_text(
    tree: Tree, channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    site = channel(receiver.url, name="Partner")
    page, draft = published(), tree.draft("Secret")
    deliver.run(5)
    manager = person(codenames=("view_channel", "change_channel"), name="manager")
    shown = manager.get(f"/admin/newswire/pages/{page.pk}/").content.decode()
    assert "Partner" in shown and "Send again" in shown
    assert "Compare" not in shown and f"/admin/pages/{page.pk}/edit/" not in shown
    assert manager.get(f"/admin/newswire/pages/{page.pk}/compare/{site.pk}/").status_code == 302
    assert manager.get(f"/admin/newswire/pages/{draft.pk}/").status_code == 302
    assert "Secret" not in fragment(manager, draft)
