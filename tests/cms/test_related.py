"""Automatic related news: topic, then section, then newest."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from newswire.blocks.candidates import candidates as registered
from newswire.cms.models import Topic
from newswire.cms.pages.models import NewsIndexPage
from newswire.cms.related import candidates

pytestmark = pytest.mark.django_db


def titles(page: Any, limit: int = 5, exclude: set[int] = frozenset()) -> list[str]:  # type: ignore[assignment]
    found = candidates(page, limit=limit, exclude=exclude)
    return [type(page).objects.get(pk=one.pk).title for one in found]


@pytest.fixture
def about(write: Any) -> Any:
    """Publishes an article with topics."""

    def about(title: str, *topics: Topic, **fields: Any) -> Any:
        page = write(title, live=False, **fields)
        for topic in topics:
            page.article_topics.create(topic=topic)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return about


@pytest.fixture
def space(indexes: Any) -> Topic:
    return Topic.objects.create(name="Space", locale=Locale.objects.get(language_code="en"))


def test_topic_then_section_then_newest(write: Any, about: Any, space: Topic, indexes: Any) -> None:
    indexes["en"].refresh_from_db()
    section = indexes["en"].add_child(instance=NewsIndexPage(title="Economy", locale=indexes["en"].locale))
    on_topic = about("On topic", space, published_on=datetime(2001, 1, 1, tzinfo=UTC))
    write("In section", under=section, published_on=datetime(2002, 1, 1, tzinfo=UTC))
    write("Old", published_on=datetime(2003, 1, 1, tzinfo=UTC))
    write("New")
    page = about("Council", space, under=section)
    assert titles(page) == ["On topic", "In section", "New", "Old"]
    assert titles(page, limit=2, exclude={on_topic.pk}) == ["In section", "New"]


def test_never_other_languages_drafts_aliases_or_private_pages(
    write: Any, translate: Any, indexes: Any
) -> None:
    page = write("Council")
    translate(page, "fr", "Conseil")
    write("Draft", live=False)
    write("Autre", lang="fr")
    german = write("Rat", lang="de")
    german.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    PageViewRestriction.objects.create(page=write("Secret"), restriction_type=PageViewRestriction.LOGIN)
    assert titles(page) == []


def test_a_shared_topic_counts_in_whatever_language_it_was_chosen(
    about: Any, space: Topic, write: Any
) -> None:
    french = space.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.save()
    about("Espace", french, lang="fr", published_on=datetime(2001, 1, 1, tzinfo=UTC))
    write("Nouveau", lang="fr")
    assert titles(about("Conseil", space, lang="fr")) == ["Espace", "Nouveau"]


def test_topics_that_yield_enough_ask_no_more(about: Any, space: Topic) -> None:
    for number in range(6):
        about(f"{number}", space)
    page = about("Council", space)
    with CaptureQueriesContext(connection) as captured:
        assert len(candidates(page, limit=5, exclude=())) == 5
    assert len(captured) == 2  # the page's topics, the articles


def test_pages_that_are_no_articles_have_none(indexes: Any, write: Any) -> None:
    write("Council")
    assert candidates(indexes["en"], limit=5, exclude=()) == []


def test_blocks_ask_this_provider(write: Any) -> None:
    older, newer = write("Older"), write("Newer")
    assert [page.pk for page in registered(newer, limit=5, exclude=())] == [older.pk]
