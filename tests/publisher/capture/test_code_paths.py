"""What reaches a page without its editor form: scripts, aliases, copies, moves, the API, other sites."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from host.models import HostPage
from wagtail.models import APIToken, Locale, Page, Site

from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_that_an_import_makes_live(tree, generation):
    assert generation(tree.page()) == 1


def test_a_save_without_a_publish(tree, generation, newswire_queries):
    page = tree.published()
    before = generation(page)
    page.title = "Saved by a script"
    with newswire_queries() as queries:
        page.save()
    assert generation(page) == before + 1
    assert len(queries.statements) <= 3


def test_a_save_of_named_fields_counts_if_one_of_them_is_seen(tree, generation):
    page = tree.published()
    before = generation(page)
    page.title = "Saved by a script"
    page.save(update_fields=["title", "draft_title"])
    assert generation(page) == before + 1


def test_a_save_of_a_page_with_deferred_fields_counts(tree, generation):
    page = tree.published()
    before = generation(page)
    partly = HostPage.objects.defer("body").get(pk=page.pk)
    partly.title = "Saved by a script"
    partly.save()
    assert generation(page) == before + 1


@pytest.mark.parametrize(
    "fields", [["draft_title"], ["locked", "locked_by", "locked_at"], ["has_unpublished_changes"], []]
)
def test_a_save_of_bookkeeping_alone_costs_no_statement(tree, generation, newswire_queries, fields):
    page = tree.published()
    page.title = "In memory only"
    with newswire_queries() as queries:
        page.save(update_fields=fields, clean=False)
    assert queries.statements == []


def test_a_save_that_names_fields_is_judged_by_the_database_and_not_by_memory(tree, generation):
    draft = tree.draft()
    draft.live = True
    draft.save(update_fields=["title"], clean=False)
    assert generation(draft) is None


def test_saving_what_is_gone_for_good_raises_nothing(tree, generation, settle):
    page = tree.published()
    page.unpublish()
    settle()
    before = generation(page)
    Page.objects.get(pk=page.pk).save()
    assert generation(page) == before


def test_a_page_that_goes_down_before_it_was_announced(tree, generation):
    """A render may be under way: it must be thrown away, though nobody has been told anything."""
    page = tree.published()
    before = generation(page)
    page.unpublish()
    assert generation(page) == before + 1


def test_loading_a_fixture_captures_nothing(tree, generation, tmp_path):
    from django.core import serializers

    page = tree.published()
    before = generation(page)
    for loaded in serializers.deserialize(
        "json", serializers.serialize("json", [Page.objects.get(pk=page.pk)])
    ):
        loaded.save()
    assert generation(page) == before


def test_a_rolled_back_publish_captures_nothing(tree, generation):
    page = tree.published()
    before = generation(page)
    page.title = "Never"
    revision = page.save_revision()
    with pytest.raises(RuntimeError), transaction.atomic():
        revision.publish()
        assert generation(page) == before + 1
        raise RuntimeError
    assert generation(page) == before


def test_a_publish_after_commit_as_wagtail_localize_does_it(tree, generation):
    page = tree.published()
    before = generation(page)
    revision = page.save_revision()
    with transaction.atomic():
        transaction.on_commit(revision.publish)
    assert generation(page) == before + 1


def test_aliases_have_no_publication_until_they_are_converted(tree, generation):
    source = tree.published()
    alias = source.create_alias(update_slug="alias")
    source.save_revision().publish()
    assert alias.live
    assert generation(alias) is None
    from wagtail.actions.convert_alias import ConvertAliasPageAction

    page = HostPage.objects.get(pk=alias.pk)
    ConvertAliasPageAction(page).execute()
    assert generation(alias) == 2  # the alias link goes, then its first revision is linked


def test_unpublishing_the_source_of_an_alias(tree, generation):
    source = tree.published()
    alias = source.create_alias(update_slug="alias")
    source.unpublish()
    assert not HostPage.objects.get(pk=alias.pk).live
    assert generation(alias) is None


def test_aliases_that_tree_sync_makes_are_not_captured(tree, generation):
    home = tree.home.copy_for_translation(tree.french, alias=True)
    page = tree.published()
    translated = page.copy_for_translation(tree.french, alias=True)
    assert translated.get_parent().pk == home.pk
    assert translated.live
    assert generation(translated) is None


def test_a_translation_is_captured_when_it_is_published(tree, generation):
    tree.home.copy_for_translation(tree.french)
    page = tree.published()
    translated = page.copy_for_translation(tree.french)
    assert generation(translated) is None
    translated.get_latest_revision().publish()
    assert generation(translated) == 1


@pytest.mark.parametrize("keep_live", [True, False])
def test_copies_are_captured_if_they_are_live(tree, generation, keep_live):
    section = tree.published("Section")
    tree.published("Page", section)
    copied = section.copy(recursive=True, keep_live=keep_live, update_attrs={"slug": "copy"})
    pages = copied.get_descendants(inclusive=True)
    assert pages.count() == 2
    assert [generation(page) is not None for page in pages] == [keep_live] * 2


def test_a_new_slug_reaches_everything_below_after_the_commit(tree, generation, settle):
    section = tree.published("Section")
    pages = [tree.published(f"Page {number}", section) for number in range(3)]
    settle()
    before = [generation(page) for page in (section, *pages)]
    section.slug = "renamed"
    section.save_revision().publish()
    assert HostPage.objects.get(pk=pages[0].pk).url_path.startswith("/news/renamed/")
    assert [generation(page) for page in (section, *pages)] == [each + 1 for each in before]


def test_a_move_reaches_everything_below(tree, generation, settle):
    section, target = tree.published("Section"), tree.published("Target")
    pages = [tree.published(f"Page {number}", section) for number in range(3)]
    settle()
    before = [generation(page) for page in (section, *pages)]
    HostPage.objects.get(pk=section.pk).move(HostPage.objects.get(pk=target.pk), pos="last-child")
    assert [generation(page) for page in (section, *pages)] == [each + 1 for each in before]
    assert Publication.objects.get(page_id=pages[0].pk).priority < 20


def test_reordering_leaves_what_is_below_alone(tree, generation, settle):
    first, second = tree.published("First"), tree.published("Second")
    below = tree.published("Below", second)
    settle()
    before = generation(below)
    HostPage.objects.get(pk=second.pk).move(HostPage.objects.get(pk=first.pk), pos="left")
    assert generation(below) == before


def test_deleting_and_unpublishing_by_queryset(tree, generation, settle):
    pages = [tree.published(f"Page {number}") for number in range(4)]
    ids = [page.pk for page in pages]
    settle()
    before = [generation(pk) for pk in ids]
    HostPage.objects.filter(pk__in=ids[:2]).delete()
    HostPage.objects.filter(pk__in=ids[2:]).unpublish()
    assert [generation(pk) for pk in ids] == [each + 1 for each in before]


def test_deleting_a_private_page(tree, generation, settle):
    page = tree.published()
    page.view_restrictions.create(restriction_type="login")
    settle()
    before = generation(page)
    pk = page.pk
    HostPage.objects.get(pk=pk).delete()
    assert generation(pk) == before  # it was gone before: there is nothing to say


def test_a_site_with_another_hostname(tree, generation, settle):
    page = tree.published()
    settle()
    before = generation(page)
    tree.site.hostname = "other.example.org"
    tree.site.save()
    assert generation(page) == before + 1


def test_a_site_saved_as_it_was(tree, generation, settle):
    page = tree.published()
    settle()
    before = generation(page)
    tree.site.save()
    assert generation(page) == before


def test_a_deleted_site(tree, generation, settle):
    page = tree.published()
    settle()
    before = generation(page)
    Site.objects.all().delete()
    assert generation(page) == before + 1


def test_a_language_with_another_code(tree, generation, settle):
    page = tree.published()
    settle()
    before = generation(page)
    locale = Locale.objects.get(pk=tree.english.pk)
    locale.language_code = "de"
    locale.save()
    assert generation(page) == before + 1


@pytest.fixture
def api(tree, settings):
    settings.ROOT_URLCONF = "host.api_urls"
    user = get_user_model().objects.create_superuser("robot", "r@example.org", "secret")
    _, token = APIToken.create_token(user=user, name="test")
    return Client(headers={"authorization": f"Bearer {token}"})


def test_the_writing_api(tree, api, generation, settle):
    answer = api.post(
        "/api/v3/pages/",
        json.dumps(
            {
                "meta": {"parent_id": tree.home.pk, "type": "host.HostPage", "action": "publish"},
                "title": "By a robot",
                "slug": "by-a-robot",
            }
        ),
        content_type="application/json",
    )
    assert answer.status_code == 201, answer.content
    page = HostPage.objects.get(slug="by-a-robot")
    assert generation(page) >= 1
    settle()
    before = generation(page)
    for action, raised in (("unpublish", 1), ("publish", 2)):
        answer = api.generic("POST", f"/api/v3/pages/{page.pk}/actions/{action}/")
        assert answer.status_code == 200, answer.content
        assert generation(page) == before + raised
    answer = api.patch(
        f"/api/v3/pages/{page.pk}/",
        json.dumps({"meta": {"type": "host.HostPage", "action": "publish"}, "title": "By a robot, again"}),
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    assert generation(page) == before + 3
