"""Articles follow their authors and topics."""

import pytest

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, ArticlePageTopic, NewsIndexPage
from newswire.publisher import dependents
from newswire.publisher.models import Change, Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(tree, settle):
    index = tree.home.add_child(instance=NewsIndexPage(title="Articles", locale=tree.english))
    author = Author.objects.create(name="Ana Duval", slug="ana", locale=tree.english)
    topic = Topic.objects.create(name="Harbours", slug="harbours", locale=tree.english)
    article = ArticlePage(title="Ferries", locale=tree.english, summary="They run again.")
    article.article_authors = [ArticlePageAuthor(author=author)]
    article.article_topics = [ArticlePageTopic(topic=topic)]
    index.add_child(instance=article)
    settle()
    return article


def test_an_author_and_a_topic(article, followed):
    with followed(article) as author:
        person = Author.objects.get()
        person.name = "Ana M. Duval"
        person.save()
    with followed(article) as topic:
        subject = Topic.objects.get()
        subject.name = "Ports"
        subject.save()
    assert (author.times, topic.times) == ([1], [1])


def test_a_translation_of_a_topic(article, tree, followed):
    """A page shows a topic in its own language, whichever language's topic was chosen."""
    topic = Topic.objects.get()
    french = topic.copy_for_translation(tree.french)
    with followed(article) as made:
        french.name = "Ports"
        french.save()
    with followed(article) as changed:
        french.name = "Ports de mer"
        french.save()
    assert made.times[0] >= 1
    assert changed.times == [1]


def test_what_an_author_shows_in_turn(article, tree, followed, settle):
    """The page of an author's own moves: her address changes in what she has written."""
    about = tree.published("About Ana")
    Author.objects.update(page=about)
    person = Author.objects.get()
    person.save()
    settle()
    with followed(article) as follows:
        dependents.follow(Publication.objects.get(page_id=about.pk), changed=True)
    assert follows.times == [1]


def test_an_article_saved_with_its_children_notes_no_change(article, newswire_queries):
    with newswire_queries() as queries:
        ArticlePage.objects.get(pk=article.pk).save_revision().publish()
    assert not Change.objects.exists()
    assert sum("newswire_publisher" in sql for sql in queries.statements) <= 4
