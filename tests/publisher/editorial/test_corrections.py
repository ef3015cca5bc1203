"""Corrections of articles: by the action, or by a note in the article's own form. Each said once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from support.announced import last, publication_of, types
from wagtail.rich_text import RichText

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import dispatch
from newswire.publisher.editorial.publish import correct
from newswire.publisher.editorial.refused import Refused
from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "It leaves on <em>Thursday</em>, not on Friday."


@pytest.fixture
def site(channel):
    return channel(page_types=["newswire_pages.articlepage"])


@pytest.fixture
def article(tree, site):
    index = tree.home.add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))
    page = ArticlePage(
        title="The ferry", locale=tree.english, body=[("paragraph", RichText("<p>Friday.</p>"))]
    )
    index.add_child(instance=page)
    page.save_revision().publish()
    dispatch.run()
    return ArticlePage.objects.get(pk=page.pk)


def edit(article, *notes, title=""):
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    draft.title = title or draft.title
    for note in notes:
        draft.corrections.add(draft.corrections.model(note=note, at=timezone.now()))
    return draft.save_revision()


def published(article, *notes, title=""):
    edit(article, *notes, title=title).publish()
    dispatch.run()


def notes_of(data):
    return [one["note"] for one in data["corrections"]]


def test_by_the_action_it_stands_on_the_page_in_html_in_json_ld_and_in_the_body(article, site):
    edit(article, title="The ferry leaves on Thursday")
    correct(article.pk, NOTE)
    dispatch.run()
    data = last(site)["data"]
    assert types(site) == ["article.published", "article.corrected"]
    assert data["reason"] == {"kind": "correction", "note": NOTE}
    assert notes_of(data) == [NOTE]
    assert [one["text"] for one in data["head"]["jsonld"]["correction"]] == [NOTE]
    assert data["html"].count("It leaves on &lt;em&gt;Thursday&lt;/em&gt;, not on Friday.") == 1
    live = ArticlePage.objects.get(pk=article.pk)
    assert [one.note for one in live.corrections.all()] == [NOTE]


def test_a_note_in_the_form_makes_it_a_correction(article, site):
    published(article, NOTE)
    assert types(site)[-1] == "article.corrected"
    assert last(site)["data"]["reason"] == {"kind": "correction", "note": NOTE}
    published(article, title="Another headline")
    assert types(site)[-1] == "article.updated"
    assert notes_of(last(site)["data"]) == [NOTE]
    published(article, "A second one.")
    assert types(site)[-1] == "article.corrected"
    assert last(site)["data"]["reason"]["note"] == "A second one."
    assert notes_of(last(site)["data"]) == [NOTE, "A second one."]


def test_a_note_that_the_editor_takes_out_again_is_gone_everywhere(article, site):
    correct(article.pk, NOTE)
    dispatch.run()
    draft = ArticlePage.objects.get(pk=article.pk)
    draft.corrections.clear()
    draft.save_revision().publish()
    dispatch.run()
    data = last(site)["data"]
    assert (types(site)[-1], notes_of(data)) == ("article.updated", [])
    assert NOTE not in data["html"]


def test_with_its_first_publish_a_note_is_no_event_of_its_own(tree, site):
    index = tree.home.add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))
    page = ArticlePage(title="Imported", locale=tree.english, body=[("paragraph", RichText("<p>Text.</p>"))])
    index.add_child(instance=page)
    published(page, NOTE)
    assert types(site) == ["article.published"]
    assert notes_of(last(site)["data"]) == [NOTE]


def test_a_note_and_a_small_fix_together_are_a_correction(article, site):
    from newswire.publisher.capture.intents import intend
    from newswire.publisher.models import Intent

    Publication.objects.update(modified_at="2020-01-01T12:00:00+00:00")
    intend(article.pk, Intent.Kind.SMALL_FIX)
    published(article, NOTE)
    assert types(site)[-1] == "article.corrected"
    assert not last(site)["data"]["modifiedAt"].startswith("2020")


def test_a_scheduled_correction_is_one_when_its_time_has_come(article, site):
    draft = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision()
    correct(article.pk, NOTE)
    dispatch.run()
    assert types(site) == ["article.published"]
    revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
    past = timezone.now() - timedelta(seconds=1)
    revision.approved_go_live_at = past
    revision.content |= {"go_live_at": past.isoformat()}
    revision.save()
    from newswire.publisher import scheduled

    assert scheduled.publish_due().done == 1
    dispatch.run()
    assert types(site)[-1] == "article.corrected"


def test_a_draft_that_cannot_be_published_says_why(article, site):
    draft = ArticlePage.objects.get(pk=article.pk)
    draft.published_on = timezone.now() + timedelta(days=1)
    draft.save_revision(clean=False)
    with pytest.raises(Refused, match="lies in the future"):
        correct(article.pk, NOTE)
    assert publication_of(article).version == 1


def test_what_is_not_public_cannot_be_corrected(article, site):
    ArticlePage.objects.get(pk=article.pk).unpublish()
    with pytest.raises(Refused, match="not public"):
        correct(article.pk, NOTE)
