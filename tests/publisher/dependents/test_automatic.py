"""What no editor chose to show of a page goes from the others when that page is taken down."""

import sys

import pytest
from support.announced import deliveries, last, publication_of
from support.newsroom import channel

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import dependents, dispatch, takedown
from newswire.publisher.dispatch import targeted
from newswire.publisher.dispatch.run import look

__all__ = ["channel"]

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLES = ["newswire_pages.articlepage"]


@pytest.fixture
def write(tree):
    """A function that publishes an article, which shows those before it by itself, and dispatches it."""
    index = tree.home.add_child(instance=NewsIndexPage(title="News", slug="news", locale=tree.english))

    def make(title):
        page = index.add_child(instance=ArticlePage(title=title, locale=tree.english, live=False))
        page.save_revision().publish()
        settled()
        return page

    return make


def settled():
    while dispatch.run() or dependents.run():
        pass


def related(site, page):
    return [one["title"] for one in last(site, page)["data"]["related"]]


def test_it_goes_from_those_that_hold_it(write, channel):
    site = channel(page_types=ARTICLES)
    council, rover = write("Council founded"), write("Rover lands")
    assert related(site, rover) == ["Council founded"]
    assert related(site, council) == []
    other = write("Ferry sails")
    before = publication_of(other).version, len(deliveries(site, council))

    takedown.take_down(council, "Ordered by the court.")
    settled()

    assert related(site, rover) == ["Ferry sails"]
    assert "Council" not in last(site, rover)["data"]["html"]
    assert related(site, other) == ["Rover lands"]
    assert publication_of(other).version == before[0] + 1
    assert last(site, council)["data"]["state"] == "gone"


def test_a_page_that_is_only_unpublished_sends_no_other_again(write, channel):
    """One new or withdrawn article must not re-send every older one."""
    site = channel(page_types=ARTICLES)
    council, rover = write("Council founded"), write("Rover lands")
    council.unpublish()
    settled()
    assert len(deliveries(site, rover)) == 1


def test_whoever_never_had_them_gets_nothing(write, channel):
    channel(page_types=ARTICLES)
    council, rover = write("Council founded"), write("Rover lands")
    late = channel(page_types=ARTICLES)
    takedown.take_down(council, "Ordered by the court.")
    settled()
    assert deliveries(late) == []
    assert publication_of(rover).automatic == ""


@pytest.fixture
def taken_down_meanwhile(monkeypatch):
    """A function: once another page has been read in this module, the page is taken down and withdrawn."""

    def plan(module, page):
        looks = []

        def taken_down(*given, **named):
            present = look(*given, **named)
            if not looks and present.before.page_id != page.pk:
                looks.append(present)
                takedown.take_down(page, "Ordered by the court.")
                settled()
            return present

        monkeypatch.setattr(sys.modules[f"newswire.publisher.dispatch.{module}"], "look", taken_down)
        return looks

    return plan


def test_taken_down_while_a_page_that_shows_it_is_first_rendered(write, channel, taken_down_meanwhile):
    """It is announced after the withdrawal, so that who looks for those that show the page misses it."""
    site = channel(page_types=ARTICLES)
    council = write("Council founded")
    looks = taken_down_meanwhile("run", council)
    rover = write("Rover lands")
    assert looks
    assert related(site, rover) == []


def test_taken_down_while_one_that_shows_it_is_first_sent(write, channel, taken_down_meanwhile):
    council, rover = write("Council founded"), write("Rover lands")
    late = channel(page_types=ARTICLES)
    looks = taken_down_meanwhile("targeted", council)
    targeted.announce_to(late, publication_of(rover).pk)
    settled()
    assert looks
    assert related(late, rover) == []
