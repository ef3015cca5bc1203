"""Language versions follow each other, and one may stand in for those that are missing."""

import pytest
from django.contrib.auth.models import User
from host.models import HostPage
from support.announced import deliveries, held, last, publication_of, types
from wagtail.models import Locale

from newswire.publisher import dependents, dispatch, render
from newswire.publisher.dispatch import select
from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.present import read
from newswire.publisher.dispatch.settle import settle
from newswire.publisher.models import Publication
from newswire.publisher.translating.link import link

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def french_home(tree):
    home = tree.home.copy_for_translation(tree.french)
    home.save_revision().publish()
    return home


def translated(page, live=True):
    copy = HostPage.objects.get(pk=page.pk).copy_for_translation(Locale.objects.get(language_code="fr"))
    copy.title = "Réouverture"
    copy.save_revision().publish()
    return HostPage.objects.get(pk=copy.pk)


def settled():
    """Dispatch and what follows it, until nothing is left."""
    for _ in range(5):
        dispatch.run()
        dependents.run()


def test_a_new_version_is_announced_on_its_siblings(channel, published, french_home):
    site = channel()
    page = published()
    french = translated(page)
    settled()
    data = last(site, page)["data"]
    assert [version["id"] for version in data["languageVersions"]] == [str(publication_of(french).uuid)]
    assert last(site, page)["type"] == "newswire.page.updated.v1"
    assert [entry["lang"] for entry in data["head"]["hreflang"]] == ["en", "fr", "x-default"]
    french.unpublish()
    settled()
    assert last(site, page)["data"]["languageVersions"] == []
    before = len(types(site))
    settled()
    assert len(types(site)) == before


def test_linking_is_one_update_of_each_version_and_no_other_event(channel, published, tree, french_home):
    site = channel()
    english = published()
    french = tree.published("Le port rouvre", french_home)
    settled()
    before = {page.pk: publication_of(page).uuid for page in (english, french)}
    link(french, english, User.objects.create_superuser("boss"))
    settled()
    for page in (english, french):
        assert [one.event.type for one in deliveries(site, page)] == ["page.published", "page.updated"]
        data = last(site, page)["data"]
        assert data["id"] == str(before[page.pk])
        assert len(data["languageVersions"]) == 1 and data["changed"]
    assert last(site, english)["data"]["setId"] == last(site, french)["data"]["setId"]


def test_right_to_left(channel, tree):
    site = channel()
    arabic, _ = Locale.objects.get_or_create(language_code="ar")
    home = tree.home.copy_for_translation(arabic)
    home.save_revision().publish()
    dispatch.run()
    data = last(site, home)["data"]
    assert (data["lang"], data["dir"]) == ("ar", "rtl")


def test_a_fallback_stands_in_until_the_version_is_there(channel, published, french_home):
    site = channel(languages=["fr"], fallback="send")
    omitting = channel(languages=["fr"])
    page = published()
    data = last(site, page)["data"]
    assert (data["lang"], data["fallbackFor"]) == ("en", ["fr", "de", "ar", "zh-hans"])
    french = translated(page)
    settled()
    assert held(site)[page.pk] == "gone"
    assert held(site)[french.pk] == "live"
    assert last(site, page)["data"]["reason"]["kind"] == "out_of_scope"
    french.unpublish()
    settled()
    assert held(site)[page.pk] == "live"
    assert held(site)[french.pk] == "gone"
    assert page.pk not in held(omitting)


def test_a_version_that_came_while_its_sibling_was_first_rendered(channel, tree, french_home):
    """The sibling was read before, announces itself after, and nothing else would tell it."""
    site = channel()
    settled()
    english = tree.published("The harbour reopens")
    (claimed,) = select.claim().publications
    audience = Audience.now()
    with render.reading():
        read_before = read(claimed.id, audience)
    french = translated(english)
    settled()
    assert held(site)[french.pk] == "live"
    settle(read_before, audience)
    Publication.objects.update(rendering_until=None)
    settled()
    data = last(site, english)["data"]
    assert [version["id"] for version in data["languageVersions"]] == [str(publication_of(french).uuid)]
