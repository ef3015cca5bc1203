"""What wagtail-localize does to pages, with real transactions; test_localize.py runs this."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from host.fixtures import generation, settle
from host.models import HostPage
from support.announced import held, last, types
from support.newsroom import channel, published, tree
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from newswire.publisher import dispatch
from newswire.publisher.models import Publication
from newswire.publisher.translating.machine import jobs, marks

__all__ = ["channel", "generation", "published", "settle", "tree"]
pytestmark = pytest.mark.django_db(transaction=True)

Generation = Callable[[Any], int | None]


def submit(page: Any, tree: Any) -> Translation:
    """As “Translate this page” does."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=tree.french)
    return translation


def target(page: Any, tree: Any) -> HostPage:
    return HostPage.objects.get(translation_key=page.translation_key, locale=tree.french)


@pytest.fixture
def source(tree: Any) -> HostPage:
    tree.home.copy_for_translation(tree.french)
    page: HostPage = tree.published("Harbour reopens", body="<p>Ferries run again.</p>")
    return page


def test_a_submitted_translation_that_is_published_is_captured_and_announced(
    tree: Any, source: HostPage, channel: Any
) -> None:
    site = channel(languages=["fr"])
    dispatch.run()
    submit(source, tree).save_target(publish=True)
    page = target(source, tree)
    assert page.live
    dispatch.run()
    assert held(site) == {page.pk: "live"}
    assert last(site, page)["data"]["lang"] == "fr"


def test_it_publishes_after_the_commit_also_in_somebody_elses_transaction(
    tree: Any, source: HostPage, generation: Generation
) -> None:
    with transaction.atomic():
        submit(source, tree).save_target(publish=True)
        assert not target(source, tree).live
        assert connection.in_atomic_block
    page = target(source, tree)
    assert page.live
    assert generation(page)


def test_a_draft_of_a_new_translation_goes_nowhere(
    tree: Any, source: HostPage, channel: Any, generation: Generation
) -> None:
    site = channel()
    submit(source, tree).save_target(publish=False)
    page = target(source, tree)
    assert not page.live
    dispatch.run()
    assert generation(page) is None
    assert page.pk not in held(site)


def test_an_updated_source_is_an_update_of_the_translation(
    tree: Any, source: HostPage, generation: Generation, settle: Callable[[], None]
) -> None:
    submit(source, tree).save_target(publish=True)
    settle()
    before = generation(target(source, tree))
    source.title = "Harbour reopens at noon"
    source.save_revision().publish()
    submit(HostPage.objects.get(pk=source.pk), tree).save_target(publish=True)
    page = target(source, tree)
    assert page.title == "Harbour reopens at noon"
    assert before is not None and (generation(page) or 0) > before


def test_a_draft_that_localize_writes_into_the_live_row_is_what_the_site_shows_so_it_is_captured(
    tree: Any, source: HostPage, generation: Generation, settle: Callable[[], None]
) -> None:
    """`save_target(publish=False)` saves the live page itself: no signal, and no publish."""
    submit(source, tree).save_target(publish=True)
    settle()
    before = generation(target(source, tree)) or 0
    source.title = "Harbour reopens at noon"
    source.save_revision().publish()
    submit(HostPage.objects.get(pk=source.pk), tree).save_target(publish=False)
    page = target(source, tree)
    shown = page.title == "Harbour reopens at noon"
    assert ((generation(page) or 0) > before) == shown


def test_a_tree_sync_makes_aliases_that_are_no_publications_until_they_are_translated(
    tree: Any, source: HostPage, channel: Any, generation: Generation
) -> None:
    site = channel()
    alias = source.copy_for_translation(tree.french, alias=True)
    assert alias.live
    dispatch.run()
    assert generation(alias) is None
    submit(source, tree).save_target(publish=True)
    page = target(source, tree)
    assert (page.pk, page.alias_of_id) == (alias.pk, None)
    dispatch.run()
    assert held(site)[page.pk] == "live"


def test_a_private_source_makes_a_private_translation(tree: Any, source: HostPage, channel: Any) -> None:
    site = channel()
    source.view_restrictions.create(restriction_type="login")
    submit(source, tree).save_target(publish=True)
    page = target(source, tree)
    assert Page.objects.get(pk=page.pk).get_view_restrictions().exists()
    dispatch.run()
    assert page.pk not in held(site)
    assert Publication.objects.filter(page_id=page.pk, version__gt=0).count() == 0
    assert "page.published" not in types(site) or source.pk not in held(site)


def test_its_machine_translators_are_ours_too(tree: Any, source: HostPage, settings: Any) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    settings.NEWSWIRE_MACHINE_TRANSLATOR = {
        "BACKEND": "newswire.publisher.translating.machine.localize.LocalizeTranslator"
    }
    boss = get_user_model().objects.create_superuser("boss", "boss@example.org", "secret")
    jobs.start(source, tree.french, boss)
    assert jobs.act(5) == 1
    version = target(source, tree)
    draft = version.get_latest_revision_as_object()
    assert (draft.title, draft.body) == ("reopens Harbour", "<p>again. run Ferries</p>")
    assert not version.live
    assert marks.marked([version.pk])[version.pk].service == "Dummy translator"
