"""RSS and Atom, with pictures, credits, dates, topics, authors, links and languages."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from newswire.cms.pages.models import ArticlePage

from .sources import ATOM, RSS

pytestmark = pytest.mark.django_db


def test_rss_with_picture_credit_date_topic_author_and_links(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]), "--trust", "127.0.0.1")
    assert "Imported: 2 (en 2)" in said
    page, older = ArticlePage.objects.get(title="Council & founded"), ArticlePage.objects.get(title="Older")
    assert page.live
    assert page.summary == "Two countries agree."
    assert page.published_at == datetime(2018, 2, 14, 9, tzinfo=UTC)
    assert [row.topic.name for row in page.article_topics.all()] == ["Space"]
    assert [row.author.name for row in page.article_authors.all()] == ["Jane Doe"]
    assert [block.block_type for block in page.body] == ["paragraph", "image", "paragraph"]
    assert page.body[1].value["alt_text"] == "A rover"
    assert page.body[1].value["image"].newswire_credit.text == "MECO"
    assert page.lead_picture.newswire_credit.text == "Agency"
    assert f'id="{older.pk}"' in page.body[2].value.source
    assert f'href="{older.url}"' in Client().get(page.url).content.decode()
    assert older.summary_shown == "Only a summary."
    assert f"Picture left out: {old_site[1]}/none.jpg: status 404" in said
    assert f"Picture left out: {old_site[1]}/broken.jpg:" in said
    assert "Pictures without alternative text: 1" in said


def test_a_feed_is_read_from_its_address(old_site: Any, indexes: Any) -> None:
    folder, site = old_site
    (folder / "feed.xml").write_text(RSS.format(site=site))
    call_command("newswire_import", f"{site}/feed.xml", "--into", indexes["en"].url, stdout=StringIO())
    assert ArticlePage.objects.count() == 2


def test_languages_go_below_their_own_index(bring: Any) -> None:
    said = bring(ATOM)
    assert ArticlePage.objects.get().locale.language_code == "fr"
    assert "Left out: 1 in pt, which the index has no version in" in said


def test_draft_publishes_nothing(bring: Any) -> None:
    bring(ATOM, "--draft")
    assert not ArticlePage.objects.get().live


def test_a_date_in_the_future_becomes_today(bring: Any) -> None:
    bring(ATOM.replace("2018-", "2999-"))
    assert ArticlePage.objects.get().published_at <= datetime.now(UTC)
