"""Language versions that are linked, unlinked and linked otherwise there, after they have come."""

import pytest
from support.incoming import Newsroom
from wagtail.models import PageLogEntry

from newswire.cms.pages.models import ArticlePage

pytestmark = pytest.mark.django_db

ANOTHER, THIRD = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
VERSIONS = [f"published.{lang}" for lang in ("en", "fr", "de")]


def linked(newsroom: Newsroom, *names: str) -> bool:
    return len({newsroom.page(name).translation_key for name in names}) == 1


@pytest.fixture
def three(newsroom: Newsroom) -> Newsroom:
    for name in VERSIONS:
        newsroom.send(name)
    assert linked(newsroom, *VERSIONS)
    return newsroom


def test_a_version_that_is_unlinked_there_is_unlinked_here(three: Newsroom) -> None:
    three.send("published.fr", version=2, setId=ANOTHER)
    assert linked(three, "published.en", "published.de")
    assert not linked(three, "published.en", "published.fr")
    assert all(three.page(name).live for name in VERSIONS)
    assert PageLogEntry.objects.filter(page=three.page("published.fr"), action="newswire.unlink").count() == 1
    three.send("published.fr", version=3)
    assert linked(three, *VERSIONS)


@pytest.mark.parametrize("order", [VERSIONS[:2], VERSIONS[1::-1]])
def test_two_that_leave_together_stay_together(three: Newsroom, order: list[str]) -> None:
    for name in order:
        three.send(name, version=2, setId=ANOTHER)
    assert linked(three, "published.en", "published.fr")
    assert not linked(three, "published.en", "published.de")


def test_one_that_is_alone_there_is_alone_here(three: Newsroom) -> None:
    three.send("published.fr", version=2, setId="")
    assert not linked(three, "published.en", "published.fr")


def test_what_is_the_same_set_there_is_left_alone(three: Newsroom) -> None:
    before = {name: three.page(name).translation_key for name in VERSIONS}
    for name in VERSIONS:
        three.send(name, version=2)
    assert {name: three.page(name).translation_key for name in VERSIONS} == before


def test_what_was_linked_here_by_hand_stays(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    newsroom.send("published.fr", setId=ANOTHER)
    english, french = newsroom.page("published.en"), newsroom.page("published.fr")
    ArticlePage.objects.filter(pk=french.pk).update(translation_key=english.translation_key)
    newsroom.send("published.fr", version=2, setId=THIRD)
    assert linked(newsroom, "published.en", "published.fr")
