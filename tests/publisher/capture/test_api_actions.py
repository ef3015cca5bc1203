"""Every action of Wagtail's writing API (v3) and the bulk move, row by row, with real transactions."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from wagtail.models import APIToken, Locale, Page

from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def act(tree, settings):
    """Does an action to a page by the API; what it answers."""
    settings.ROOT_URLCONF = "host.api_urls"
    user = get_user_model().objects.create_superuser("robot", "r@example.org", "secret")
    _, token = APIToken.create_token(user=user, name="test")
    client = Client(headers={"authorization": f"Bearer {token}"})

    def do(page, action, **body):
        path = f"/api/v3/pages/{page.pk}/" + ("" if action == "delete" else f"actions/{action}/")
        method = "DELETE" if action == "delete" else "POST"
        answer = client.generic(method, path, json.dumps(body), content_type="application/json")
        assert answer.status_code < 300, answer.content
        return json.loads(answer.content) if answer.content else {}

    return do


def test_move_takes_everything_below_along(tree, act, generation, settle):
    section, other = tree.published("Section"), tree.published("Other")
    below = tree.published("Below", section)
    settle()
    before = [generation(page) for page in (section, below, other)]
    act(section, "move", destination_id=other.pk, position="last-child")
    assert HostPage.objects.get(pk=below.pk).url_path == "/news/other/section/below/"
    assert [generation(page) for page in (section, below, other)] == [before[0] + 1, before[1] + 1, before[2]]


def test_copy_that_stays_live(tree, act, generation):
    page = tree.published()
    act(page, "copy", destination_id=tree.home.pk, slug="the-copy", keep_live=True, recursive=False)
    assert generation(HostPage.objects.get(slug="the-copy")) >= 1


def test_an_alias_is_none_until_it_is_converted(tree, act, generation):
    page = tree.published()
    act(page, "create_alias", destination_id=tree.home.pk, slug="the-alias")
    alias = HostPage.objects.get(slug="the-alias")
    assert (alias.live, generation(alias)) == (True, None)
    act(alias, "convert_alias")
    assert generation(alias) >= 1


def test_a_copy_for_translation_is_a_draft_that_nobody_hears_of(tree, act, generation):
    tree.home.copy_for_translation(tree.french)
    page = tree.published()
    act(page, "copy_for_translation", locale="fr")
    translated = HostPage.objects.get(translation_key=page.translation_key, locale=tree.french)
    assert (translated.live, generation(translated)) == (False, None)


def test_revert_is_a_draft_and_counts_for_nothing(tree, act, generation, settle):
    page = tree.published()
    first = page.get_latest_revision()
    page.title = "Harbour reopens at noon"
    page.save_revision().publish()
    settle()
    before = generation(page)
    act(page, "revert", revision_id=first.pk)
    assert generation(page) == before


def test_delete_with_everything_below(tree, act, generation, settle):
    section = tree.published("Section")
    ids = [section.pk, tree.published("Below", section).pk]
    settle()
    before = [generation(pk) for pk in ids]
    act(section, "delete")
    assert not Page.objects.filter(pk__in=ids).exists()
    assert [generation(pk) for pk in ids] == [each + 1 for each in before]


def test_bulk_move(tree, editor, generation, settle):
    target, section = tree.published("Target"), tree.published("Section")
    below = tree.published("Below", section)
    settle()
    before = [generation(page) for page in (section, below)]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    editor.post(f"{url}?id={section.pk}", {"chooser": target.pk})
    assert HostPage.objects.get(pk=below.pk).url_path == "/news/target/section/below/"
    assert [generation(page) for page in (section, below)] == [each + 1 for each in before]


def test_a_language_that_is_deleted_with_its_pages(tree, generation, settle):
    home = tree.home.copy_for_translation(tree.french)
    home.save_revision().publish()
    page = tree.published("Le port rouvre", home)
    settle()
    before = [generation(pk) for pk in (home.pk, page.pk)]
    home.delete()
    Locale.objects.get(pk=tree.french.pk).delete()
    assert [generation(pk) for pk in (home.pk, page.pk)] == [each + 1 for each in before]


def test_an_autosave_that_rewrites_the_live_revision_is_not_what_the_world_sees(
    tree, editor, form, generation, settle
):
    """Published by somebody else while the editor's tab is open: Wagtail overwrites that very revision."""
    page = tree.published()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editor.post(url, form(title="Draft one"))
    draft = HostPage.objects.get(pk=page.pk).get_latest_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    editor.post(f"{bulk}?id={page.pk}", {})
    assert HostPage.objects.get(pk=page.pk).title == "Draft one"
    settle()
    before = generation(page)
    editor.post(url, form(title="Secret draft", overwrite_revision_id=str(draft.pk)))
    assert HostPage.objects.get(pk=page.pk).title == "Draft one"
    assert generation(page) == before
    assert Publication.objects.get(page_id=page.pk).title == "Draft one"
