"""The article's form as an editor meets it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, rich_text

from newswire.cms.models import Author, Topic

pytestmark = pytest.mark.django_db


def form_of(client: Client, index: Any) -> BeautifulSoup:
    url = reverse("wagtailadmin_pages:add", args=["newswire_pages", "articlepage", index.pk])
    return BeautifulSoup(client.get(url).content, "html.parser")


def test_form_opens_on_four_fields(admin: Client, indexes: Any) -> None:
    panels = form_of(admin, indexes["en"]).select(
        "#tab-content > .w-form-width > section, #tab-content section.w-panel"
    )
    top = [p for p in panels if not p.find_parent("section", class_="w-panel")]
    opened = [
        p.select_one(".w-panel__heading").get_text(" ", strip=True)
        for p in top
        if "collapsed" not in p["class"]
    ]
    assert [words.rstrip(" *") for words in opened] == ["Headline", "Summary", "Lead picture", "Body"]
    assert len(top) > 4


def test_words_of_the_trade_are_not_on_the_screen(admin: Client, indexes: Any) -> None:
    words = form_of(admin, indexes["en"]).get_text(" ").lower()
    assert "line above the headline" in words
    assert "kicker" not in words
    assert "dateline" not in words


def test_adding_below_all_news_asks_for_no_type(admin: Client, indexes: Any) -> None:
    response = admin.get(reverse("wagtailadmin_pages:add_subpage", args=[indexes["en"].pk]))
    assert response.status_code == 302
    assert response.url.endswith(f"newswire_pages/articlepage/{indexes['en'].pk}/")


def test_an_index_that_takes_sections_asks(admin: Client, indexes: Any) -> None:
    indexes["en"].takes_sections = True
    indexes["en"].save()
    response = admin.get(reverse("wagtailadmin_pages:add_subpage", args=[indexes["en"].pk]))
    assert [one[2] for one in response.context["page_types"]] == ["articlepage", "newsindexpage"]


def test_draft_needs_a_headline_only(desk: Any, indexes: Any) -> None:
    response = desk.create(
        indexes["en"], "save", title="Council founded", body=[("paragraph", rich_text(""))]
    )
    assert response.status_code == 302
    page = desk.newest()
    assert not page.live
    assert page.slug == "council-founded"
    assert "title" in desk.errors(desk.create(indexes["en"], "save", title=""))


def test_publishing_without_text_says_what_to_do(desk: Any, indexes: Any) -> None:
    for body in ([], [("paragraph", rich_text(""))], [("heading", {"text": "Only this", "level": "h2"})]):
        errors = desk.errors(desk.create(indexes["en"], body=body))
        assert "Write the text before publishing: fill a paragraph." in errors["body"]


def test_publish_makes_it_live(desk: Any, indexes: Any) -> None:
    assert desk.create(indexes["en"]).status_code == 302
    page = desk.newest()
    assert page.live
    assert page.published_on is None
    assert page.published_at == page.first_published_at
    assert page.summary_shown == "Two ministers met. They agreed."


def test_date_in_the_past_is_taken_and_sorts(desk: Any, indexes: Any) -> None:
    desk.create(indexes["en"], published_on="2018-02-14 10:00")
    page = desk.newest()
    assert page.live
    assert timezone.localtime(page.published_at).strftime("%Y-%m-%d %H:%M") == "2018-02-14 10:00"


def test_date_in_the_future_leads_to_schedule(desk: Any, indexes: Any) -> None:
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d 12:00")
    assert "Set schedule" in desk.errors(desk.create(indexes["en"], published_on=tomorrow))["published_on"]


def test_taking_the_date_away_brings_back_the_first_publication(desk: Any, indexes: Any) -> None:
    desk.create(indexes["en"], published_on="2018-02-14 10:00")
    page = desk.newest()
    desk.edit(page, published_on="")
    page.refresh_from_db()
    assert page.published_at == page.first_published_at


def test_lead_picture_needs_words_for_those_who_cannot_see_it(desk: Any, indexes: Any, picture: Any) -> None:
    image = picture(credit="MECO")
    errors = desk.errors(desk.create(indexes["en"], lead_picture=image.pk))
    assert "Describe what the picture shows" in errors["lead_alt_text"]
    assert desk.create(indexes["en"], lead_picture=image.pk, lead_decorative="on").status_code == 302
    assert desk.create(indexes["en"], "save", lead_picture=image.pk).status_code == 302


def test_slug_follows_the_headline_until_the_article_has_been_live(desk: Any, indexes: Any) -> None:
    desk.create(indexes["en"], "save", title="Council")
    page = desk.newest()
    desk.edit(page, "save", title="Council founded")
    assert desk.newest().get_latest_revision_as_object().slug == "council-founded"
    page = desk.newest()
    page.refresh_from_db()
    desk.edit(page, "publish", title="Council founded", slug="council-founded")
    page.refresh_from_db()
    desk.edit(page, "publish", title="Council closed")
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Council closed", "council-founded")


def test_slug_typed_by_hand_stays(desk: Any, indexes: Any) -> None:
    desk.create(indexes["en"], "save", title="Council", slug="by-hand")
    page = desk.newest()
    desk.edit(page, "save", title="Council founded")
    assert desk.newest().get_latest_revision_as_object().slug == "by-hand"


def test_a_headline_that_there_was_before_gets_a_number(desk: Any, write: Any) -> None:
    """The browser fills the slug in as the headline is typed, and sends the same with each later save."""
    older = write("Press review")
    index, again = older.get_parent(), {"title": "Press review", "slug": "press-review"}
    desk.create(index, "save", **again)
    page = desk.newest()
    assert page.slug == "press-review-1"
    assert desk.edit(page, "save", **again).status_code == 302
    assert desk.newest().get_latest_revision_as_object().slug == "press-review-1"
    by_hand = again | {"title": "Another one"}
    assert "already in use" in str(desk.errors(desk.edit(page, "save", **by_hand))["slug"])


def test_translation_gets_a_slug_of_its_own_language(desk: Any, write: Any) -> None:
    source = write("Council founded", slug="council-2018")
    source.title = "Council really founded"
    source.save_revision().publish()
    version = source.copy_for_translation(Locale.objects.get(language_code="fr"))
    desk.edit(version, "publish", title="Un conseil est fondé")
    version.refresh_from_db()
    assert version.live
    assert version.slug == "un-conseil-est-fondé"


@pytest.mark.django_db(transaction=True)
def test_changed_slug_leaves_a_redirect(desk: Any, write: Any) -> None:
    page = write("Council")
    desk.edit(page, "publish", title="Council", slug="council-2018")
    assert Redirect.objects.get(old_path="/en/news/council").redirect_page_id == page.pk


def test_translation_starts_with_its_sources_date_and_no_alternative_text(write: Any, picture: Any) -> None:
    source = write("Council", lead_picture=picture(), lead_alt_text="Two flags")
    version = source.copy_for_translation(Locale.objects.get(language_code="fr")).specific
    version.refresh_from_db()
    draft = version.get_latest_revision_as_object()
    for one in (version, draft):
        assert one.published_on == source.first_published_at.replace(microsecond=0)
        assert one.lead_alt_text == ""


def test_preview_of_an_article_that_was_never_saved(desk: Any, indexes: Any) -> None:
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["newswire_pages", "articlepage", indexes["en"].pk]
    )
    assert desk.client.post(url, desk.posted("save", {"title": "Council"})).json()["is_valid"]
    shown = desk.client.get(url + "?mode=").content.decode()
    assert "<h1>Council</h1>" in shown
    assert "They agreed." in shown


def test_preview_of_changes_shows_them_and_not_what_is_live(desk: Any, write: Any) -> None:
    page = write("Council")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert desk.client.post(url, desk.posted("save", {"title": "Council, new"})).json()["is_valid"]
    assert "<h1>Council, new</h1>" in desk.client.get(url + "?mode=").content.decode()


def test_corrections_topics_and_authors_are_written_in_the_form(desk: Any, indexes: Any) -> None:
    english = Locale.objects.get(language_code="en")
    topic = Topic.objects.create(name="Space", locale=english)
    author = Author.objects.create(name="Jane Doe", locale=english)
    response = desk.create(
        indexes["en"],
        article_topics=inline_formset([{"topic": topic.pk}]),
        article_authors=inline_formset([{"author": author.pk, "role": "Text"}]),
        corrections=inline_formset([{"note": "The date was wrong.", "at": "2024-05-01 12:00"}]),
    )
    assert response.status_code == 302
    page = desk.newest()
    assert [row.topic for row in page.article_topics.all()] == [topic]
    assert [row.role for row in page.article_authors.all()] == ["Text"]
    assert [row.note for row in page.corrections.all()] == ["The date was wrong."]


def test_pasted_word_processor_text_and_500_blocks_are_published(
    desk: Any, indexes: Any, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
    pasted = '<p class="MsoNormal"><span style="mso-spacerun:yes">Two ministers met.</span></p>'
    body = [("paragraph", rich_text(pasted)) for _ in range(500)]
    assert desk.create(indexes["en"], body=body).status_code == 302
    page = desk.newest()
    assert len(page.body) == 500
    html = Client().get(page.url).content.decode()
    assert "Mso" not in html
    assert "mso-" not in html
