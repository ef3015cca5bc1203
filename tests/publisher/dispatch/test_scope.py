"""Which channels want a page, and what happens to those that want it no longer."""

import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from host.models import BrokenPage, HostPage
from support.announced import body, deliveries, held, last, publication_of, republish, types

from newswire.publisher import capture, dispatch
from newswire.publisher.dispatch.match import Audience, Facets
from newswire.publisher.dispatch.run import look
from newswire.publisher.models import Channel, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = Facets("live", "en", "host.hostpage", "000100010001", topics=["space"])


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        ({}, True),
        ({"started_at": None}, False),
        ({"state": "paused"}, True),  # its backlog waits for it
        ({"page_types": []}, False),
        ({"page_types": ["host.brokenpage"]}, False),
        ({"languages": ["fr", "en"]}, True),
        ({"languages": ["fr"]}, False),
        ({"topics": ["space", "sea"]}, True),
        ({"topics": ["sea"]}, False),
    ],
)
def test_filters(channel, wants, expected):
    site = channel(**wants)
    assert Audience.now().wants(site, PAGE) is expected


def test_topics_that_are_not_known_yet_exclude_nobody(channel):
    site = channel(topics=["sea"])
    assert Audience.now().wants(site, Facets("live", "en", "host.hostpage", "0001", topics=None))


def test_only_trusted_channels_get_what_is_under_embargo(channel):
    channel(name="any")
    channel(name="trusted", trusted=True)
    embargoed = Facets("embargoed", "en", "host.hostpage", "0001")
    assert [site.name for site in Audience.now().wanting(embargoed)] == ["trusted"]


def test_a_section_is_a_page_with_its_subtree(channel, tree):
    section, other = tree.published("Section"), tree.published("Other")
    inside, outside = tree.published("Inside", section), tree.published("Outside", other)
    site = channel(sections=[section.pk])
    of_a_deleted_page = channel(sections=[999_999])
    dispatch.run()
    assert set(held(site)) == {section.pk, inside.pk}
    assert outside.pk not in held(site)
    assert deliveries(of_a_deleted_page) == []


def test_a_page_moved_out_of_a_section_is_withdrawn_there_and_lives_elsewhere(channel, tree):
    section, other = tree.published("Section"), tree.published("Other")
    page = tree.published("Article", section)
    inside, everywhere = channel(sections=[section.pk]), channel()
    dispatch.run()
    HostPage.objects.get(pk=page.pk).move(HostPage.objects.get(pk=other.pk), pos="last-child")
    capture.touch([page.pk])
    dispatch.run()
    gone = last(inside, page)
    assert gone["type"] == "newswire.page.unpublished.v1"
    assert gone["data"]["state"] == "gone"
    assert gone["data"]["reason"] == {"kind": "out_of_scope", "note": ""}
    assert "title" not in gone["data"]
    live = last(everywhere, page)
    assert live["data"]["state"] == "live"
    assert live["data"]["version"] > gone["data"]["version"] > 1
    assert publication_of(page).version == live["data"]["version"]
    assert held(inside)[page.pk] == "gone"


@pytest.mark.parametrize("is_held_elsewhere", [True, False])
def test_a_page_follows_its_section_though_its_address_does_not_say_so(
    channel, tree, monkeypatch, is_held_elsewhere
):
    def by_number(page, request=None):
        return tree.site.pk, tree.site.root_url, f"/{page.pk}/"

    monkeypatch.setattr(HostPage, "get_url_parts", by_number)
    section, other = tree.published("Section"), tree.published("Other")
    page = tree.published("Article", section)
    sites = [channel(sections=[section.pk]), channel(sections=[other.pk])]
    sites += [channel()] if is_held_elsewhere else []
    dispatch.run()
    for under in (other, section):
        HostPage.objects.get(pk=page.pk).move(HostPage.objects.get(pk=under.pk), pos="last-child")
        dispatch.run()
    told = [[body(d)["data"] for d in deliveries(site, page)] for site in sites]
    assert [data["state"] for data in told[0]] == ["live", "gone", "live"]
    assert [data["state"] for data in told[1]] == ["live", "gone"]
    assert all(len(data) == 1 for data in told[2:])  # to whoever has it everywhere nothing has changed
    versions = [[data["version"] for data in each] for each in told]
    assert versions == [sorted(set(each)) for each in versions]


def test_a_section_that_is_reordered_is_no_news_to_its_channel(channel, tree):
    first, section = tree.published("First"), tree.published("Section")
    channel()
    dispatch.run()
    site = channel(sections=[section.pk])  # which wants no more than what is published from now on
    HostPage.objects.get(pk=section.pk).move(HostPage.objects.get(pk=first.pk), pos="left")
    assert publication_of(section).generation != publication_of(section).settled
    dispatch.run()
    assert deliveries(site) == []


def test_a_page_that_comes_back_into_scope_is_sent_with_a_higher_version(channel, tree, published):
    site = channel()
    page = published()
    Channel.objects.filter(pk=site.pk).update(languages=["fr"])
    republish(page, title="Second")
    dispatch.run()
    Channel.objects.filter(pk=site.pk).update(languages=[])
    republish(page, title="Third")
    dispatch.run()
    states = [(body(d)["data"]["state"], body(d)["data"]["version"]) for d in deliveries(site)]
    assert states == [("live", 1), ("gone", 2), ("live", 3)]


def test_what_follows_another_page_goes_only_to_who_holds_a_copy(channel, published):
    holder = channel()
    page = published()
    later = channel()
    HostPage.objects.filter(pk=page.pk).update(intro="Changed without a signal")
    capture.touch([page.pk], Priority.DEPENDENT)
    dispatch.run()
    assert types(holder) == ["page.published", "page.updated"]
    assert types(later) == []
    assert last(holder)["data"]["reason"]["kind"] == "dependent"


def test_modified_at_stays_when_another_page_changed(channel, published):
    site = channel()
    page = published()
    before = last(site)["data"]["modifiedAt"]
    Publication.objects.update(modified_at="2020-01-01T12:00:00+00:00")
    HostPage.objects.filter(pk=page.pk).update(intro="Changed")
    capture.touch([page.pk], Priority.DEPENDENT)
    dispatch.run()
    assert before.startswith("20") and last(site)["data"]["modifiedAt"] == "2020-01-01T13:00:00+01:00"


def test_event_types_choose_but_never_keep_a_withdrawal_back(channel, published):
    site = channel(event_types=["page.published"])
    page = published()
    republish(page, title="Second")
    dispatch.run()
    HostPage.objects.get(pk=page.pk).unpublish()
    dispatch.run()
    assert types(site) == ["page.published", "page.unpublished"]


def test_a_page_whose_time_is_over_is_gone_as_expired(channel, published):
    site = channel()
    page = published()
    HostPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    dispatch.run()
    assert last(site)["data"]["reason"] == {"kind": "expired", "note": ""}
    assert types(site) == ["page.published", "page.unpublished"]


def test_a_page_made_private_is_gone_and_comes_back(channel, published):
    from wagtail.models import PageViewRestriction

    site = channel()
    page = published()
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="secret"
    )
    capture.touch([page.pk])
    dispatch.run()
    assert last(site)["data"]["reason"]["kind"] == "private"
    restriction.delete()
    capture.touch([page.pk])
    dispatch.run()
    assert types(site)[-1] == "page.restored"


@pytest.fixture
def meanwhile(monkeypatch):
    """A function: has something done once, when a page was read and is not announced yet."""

    def plan(page, act):
        looks = []

        def acted(publication_id, *given):
            present = look(publication_id, *given)
            if publication_id == publication_of(page).pk and not looks:
                looks.append(present)
                act()
            return present

        monkeypatch.setattr(sys.modules["newswire.publisher.dispatch.run"], "look", acted)
        return looks

    return plan


def wants(site, **what):
    Channel.objects.filter(pk=site.pk).update(**what)


def test_a_channel_changed_while_a_page_is_rendered_gets_what_it_wants_now(channel, tree, meanwhile):
    """Nothing would withdraw it: who changed the channel has looked through what it held."""
    narrowed, widened, started = channel(), channel(languages=["fr"]), channel(started_at=None)
    page = tree.published()

    def change():
        wants(narrowed, languages=["fr"])
        wants(widened, languages=[])
        wants(started, started_at=timezone.now())

    looks = meanwhile(page, change)
    dispatch.run()
    assert looks
    assert deliveries(narrowed, page) == []
    assert types(widened) == types(started) == ["page.published"]


def test_a_channel_started_while_a_page_that_nobody_wanted_is_read_gets_it(channel, tree, meanwhile):
    site = channel(started_at=None)
    page = tree.published()
    meanwhile(page, lambda: wants(site, started_at=timezone.now()))
    dispatch.run()
    assert types(site) == ["page.published"]


def test_a_page_published_again_while_a_channel_comes_to_want_it_is_sent_there(channel, tree, meanwhile):
    site = channel(languages=["fr"])
    page = tree.published()
    meanwhile(page, lambda: (wants(site, languages=[]), republish(page, title="Second")))
    dispatch.run()
    assert last(site, page)["data"]["title"] == "Second"


@pytest.fixture
def moved_before_it_is_read(monkeypatch):
    """A function: a page is moved under another when the next publication was claimed and is not read."""

    def plan(page, under):
        looks = []

        def moved(*given):
            if not looks:
                looks.append(given)
                HostPage.objects.get(pk=page.pk).move(HostPage.objects.get(pk=under.pk), pos="last-child")
            return look(*given)

        monkeypatch.setattr(sys.modules["newswire.publisher.dispatch.run"], "look", moved)
        return looks

    return plan


@pytest.mark.parametrize("is_there", [False, True])
def test_a_section_moved_while_a_page_of_it_waits_to_be_read(
    channel, tree, moved_before_it_is_read, is_there
):
    """The page's place is read after the section's: it seemed to have left, and nobody looked again."""
    section, other = tree.published("Section"), tree.published("Other")
    page = tree.published("Article", section)
    site = channel(sections=[section.pk])
    if is_there:
        dispatch.run()
        republish(page, title="Second")
    looks = moved_before_it_is_read(section, other)
    dispatch.run()
    assert looks
    assert held(site)[page.pk] == "live"
    assert "page.unpublished" not in types(site)


def test_the_same_where_the_page_cannot_be_rendered(channel, tree, moved_before_it_is_read):
    section, other = tree.published("Section"), tree.published("Other")
    page = section.add_child(instance=BrokenPage(title="Broken", broken=False, locale=tree.english))
    page.save_revision().publish()
    site, _ = channel(sections=[section.pk]), channel()
    dispatch.run()
    BrokenPage.objects.update(broken=True)
    capture.touch([page.pk])
    looks = moved_before_it_is_read(section, other)
    dispatch.run()
    assert looks and publication_of(page).render_error
    assert held(site)[page.pk] == "live"
