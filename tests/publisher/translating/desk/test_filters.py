"""Filters of the desk: words, section, time, author, topic, translator."""

from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from wagtail.models import Page

from newswire.cms.models import Author
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, NewsIndexPage
from newswire.publisher.models import Publication
from newswire.publisher.translating import refresh
from newswire.publisher.translating.admin import narrowing
from newswire.publisher.translating.desk import Cell

from .listing import DESK, listed


class UserWith:
    def __init__(self, key):
        self.pk = key

    def get_username(self):
        return "anna"


def test_filters(newsroom, french, boss, published, tree):
    section = published("Section", "en")
    tree.published("Below", section)
    assert listed(french, query="miss") == ["missing"]
    assert set(listed(french, section=Page.objects.get(pk=section.pk).path)) == {"Below", "Section"}
    assert listed(french, days=1)[0] == "Below"
    assert listed(french, author="boss") == []
    Publication.objects.filter(page_id=newsroom["missing"].pk).update(topics=["space", "ships"])
    assert listed(french, topic="ships") == ["missing"]
    assert listed(french, topic="ship") == []
    assert listed(french, Cell.DRAFT, translator=boss.pk) == ["draft"]


def test_an_author_is_found_by_the_byline_or_by_who_began_the_page(tree, home_in, french, boss, published):
    index = home_in("en").add_child(instance=NewsIndexPage(title="News", slug="all", locale=tree.english))
    ana = Author.objects.create(name="Ana Lima", slug="ana", locale=tree.english)
    article = ArticlePage(title="Rover", locale=tree.english, body=[("paragraph", "<p>Text</p>")])
    article.article_authors = [ArticlePageAuthor(author=ana)]
    index.add_child(instance=article).save_revision().publish()
    published("Harbour", "en", owner=boss)
    assert listed(french, author="lima") == ["Rover"]
    assert listed(french, author="BOSS") == ["Harbour"]
    assert listed(french, author="nobody") == []


def test_users_of_a_project_need_no_full_name(french, boss, translator, client_of, monkeypatch):
    """Wagtail asks for none either: AbstractBaseUser has none."""
    anna = translator("fr", name="anna")
    monkeypatch.delattr(AbstractUser, "get_full_name")
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr"}).content.decode()
    assert f'<option value="{anna.pk}">anna</option>' in shown


def test_users_of_a_project_may_have_keys_of_any_kind(boss, rf, monkeypatch):
    key = str(uuid4())
    monkeypatch.setattr(narrowing, "translators", lambda: [UserWith(key)])
    request = rf.get("/", {"translator": key})
    request.user = boss
    assert narrowing.Narrowing(request).filters().translator == key


def test_what_one_translator_has_to_do(newsroom, french, boss, translator, client_of, again):
    anna = translator("fr", name="anna")
    version = Page.objects.get(translation_key=newsroom["stale"].translation_key, locale=french)
    Page.objects.filter(pk=version.pk).update(owner=anna)
    refresh.step(30)
    client = client_of(boss)
    theirs = client.get(reverse(DESK), {"lang": "fr", "translator": anna.pk}).content.decode()
    assert "French: what anna has to do, newest first" in theirs
    assert ">stale<" in theirs and ">missing<" not in theirs and ">draft<" not in theirs
    mine = client.get(reverse(DESK), {"lang": "fr", "translator": "me"}).content.decode()
    assert "French: what you have to do, newest first" in mine and ">draft<" in mine and ">stale<" not in mine
    assert client.get(reverse(DESK), {"section": "999999"}).status_code == 200
    nonsense = {"translator": "99999", "days": "-1", "section": "x", "topic": "\x00", "author": "\x00"}
    assert client.get(reverse(DESK), nonsense).status_code == 200


def test_a_section_is_chosen_with_wagtails_own_chooser(newsroom, tree, boss, client_of):
    section = tree.published("Section", newsroom["missing"])
    tree.published("Below", section)
    refresh.step(30)
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr", "section": section.pk}).content.decode()
    assert ">Below<" in shown and ">missing<" not in shown
    assert 'id="newswire-section"' in shown and "page-chooser" in shown
