"""A correction note in the article's form makes the next publish a correction, for every channel."""

from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from support.announced import body, deliveries, types
from support.factories import make_channel
from wagtail.test.utils.form_data import inline_formset

from newswire.cms.pages.models import ArticlePage
from newswire.publisher import dispatch
from newswire.publisher.translating.labels import label
from newswire.publisher.translating.units import Unit

pytestmark = pytest.mark.django_db(transaction=True)
WHAT_ROWS_ARE_CALLED = {
    "corrections": {"en": "Corrections", "fr": "Corrections", "de": "Berichtigungen"},
    "article_topics": {"en": "Topics", "fr": "Thèmes", "de": "Themen"},
    "article_authors": {"en": "Authors", "fr": "Auteurs", "de": "Autoren"},
}


@pytest.fixture
def channel(indexes: Any) -> Any:
    return make_channel(
        "http://127.0.0.1:9/", page_types=["newswire_pages.articlepage"], started_at=timezone.now()
    )


def note(text: str) -> Any:
    return inline_formset([{"note": text, "at": "2024-05-01 12:00"}])


def test_a_note_added_on_publishing_is_announced_as_a_correction(
    channel: Any, desk: Any, indexes: Any
) -> None:
    desk.create(indexes["en"])
    dispatch.run()
    page = desk.newest()
    desk.edit(page, corrections=note("The council met on Tuesday."))
    dispatch.run()
    assert types(channel) == ["article.published", "article.corrected"]
    data = body(deliveries(channel, page)[-1])["data"]
    assert [one["note"] for one in data["corrections"]] == ["The council met on Tuesday."]
    assert data["reason"]["kind"] == "correction"
    assert data["html"].count("The council met on Tuesday.") == 1


def test_a_note_that_is_known_makes_no_second_correction(channel: Any, desk: Any, indexes: Any) -> None:
    desk.create(indexes["en"], corrections=note("Known."))
    dispatch.run()
    page = desk.newest()
    page.title = "Council founded, and how"
    page.save_revision().publish()
    dispatch.run()
    assert types(channel) == ["article.published", "article.updated"]
    assert [one["note"] for one in body(deliveries(channel, page)[-1])["data"]["corrections"]] == ["Known."]


def test_a_scheduled_correction_is_one_when_its_time_has_come(channel: Any, write: Any) -> None:
    page = write("Council")
    dispatch.run()
    page.corrections.add(page.corrections.model(note="Later."))
    revision = page.save_revision()
    dispatch.run()
    assert types(channel) == ["article.published"]  # a draft says nothing
    revision.publish()
    dispatch.run()
    assert types(channel)[-1] == "article.corrected"


@pytest.mark.parametrize(("field", "words"), WHAT_ROWS_ARE_CALLED.items())
def test_translators_read_what_rows_are_called(field: str, words: dict[str, str]) -> None:
    for lang, word in words.items():
        with override(lang):
            assert label(ArticlePage, Unit(field, "", "", "", "")) == word
