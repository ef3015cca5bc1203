"""A set of language versions goes live as one, or not at all."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from host.models import HostPage
from support.factories import make_channel
from support.once import once

from newswire.publisher import dispatch
from newswire.publisher.models import Counter, Delivery, Embargo, Event, Intent, LiveText
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.together import publish_together, unpublished


@pytest.fixture
def drafts(published, home_in, boss):
    once("drafts", lambda: make_drafts(published, home_in, boss))
    return unpublished(HostPage.objects.get(title="Harbour", locale__language_code="en"))


def make_drafts(published, home_in, boss):
    english = published("Harbour", "en")
    page = HostPage.objects.get(pk=english.pk)
    page.title = "Harbour reopens"
    page.save_revision()
    for lang in ("fr", "de"):
        begin(page, home_in(lang).locale, boss)


def test_all_with_one_batch(drafts, boss):
    assert len(drafts) == 3
    batch = publish_together(drafts, boss)
    pages = HostPage.objects.filter(pk__in=[page.pk for page in drafts])
    assert {(page.live, page.has_unpublished_changes) for page in pages} == {(True, False)}
    intents = Intent.objects.filter(batch=batch)
    assert sorted(intents.values_list("page_id", flat=True)) == sorted(page.pk for page in drafts)
    assert not intents.filter(generation__isnull=True).exists(), "each went out with its page"


def test_none_where_one_may_not(drafts, translator):
    with pytest.raises(Refused, match="so none was published"):
        publish_together(drafts, translator("en", "fr"))
    assert not HostPage.objects.filter(pk__in=[page.pk for page in drafts[1:]], live=True).exists()
    assert HostPage.objects.get(pk=drafts[0].pk).title == "Harbour"
    assert not Intent.objects.exists()


def test_one_event_each_with_the_batch(drafts, boss):
    Counter.objects.get_or_create(pk=1)
    dispatch.run()
    channel = make_channel(
        "https://site.example/hook", page_types=["host.hostpage"], started_at=timezone.now()
    )
    batch = publish_together(drafts, boss)
    assert not Event.objects.filter(batch=batch).exists()
    dispatch.run()
    events = Event.objects.filter(batch=batch)
    assert sorted(events.values_list("publication__page_id", flat=True)) == [page.pk for page in drafts]
    assert Delivery.objects.filter(channel=channel, event__in=events).count() == 3


@pytest.mark.parametrize("why", ["a schedule", "a headline", "an embargo"])
def test_none_where_one_would_not_go_live_now(why, drafts, boss):
    later = timezone.now() + timedelta(days=1)
    last = HostPage.objects.get(pk=drafts[-1].pk).get_latest_revision_as_object()
    if why == "an embargo":
        Embargo.objects.create(page_id=last.pk, until=later)
    elif why == "a schedule":
        last.go_live_at = later
        last.save_revision()
    else:
        last.title = ""
        last.save_revision(clean=False)
    words = "cannot be published" if why == "a headline" else "would go live later"
    with pytest.raises(Refused, match=words):
        publish_together(drafts, boss)
    assert not HostPage.objects.filter(pk__in=[page.pk for page in drafts[1:]], live=True).exists()
    assert HostPage.objects.get(pk=drafts[0].pk).title == "Harbour"
    assert not Intent.objects.exists()


def test_from_the_page_of_its_languages(drafts, boss):
    client = Client()
    client.force_login(boss)
    address = reverse("newswire_languages:set", args=[drafts[0].pk])
    assert "Publish these together" in client.get(address).content.decode()
    shown = client.post(address, {"together": [page.pk for page in drafts]}, follow=True).content.decode()
    assert "3 versions were published together." in shown
    assert "Publish these together" not in shown


def test_with_nothing_ticked_nothing_is_published_and_the_source_stays(drafts, boss):
    """Nor where somebody else has published meanwhile what was ticked."""
    publish_together(drafts[:1], boss)
    live = HostPage.objects.get(pk=drafts[0].pk)
    client = Client()
    client.force_login(boss)
    for given in ({}, {"together": [live.pk]}):
        address = reverse("newswire_languages:set", args=[live.pk])
        assert "Nothing was published" in client.post(address, given, follow=True).content.decode()
    assert not LiveText.objects.filter(is_chosen=True).exists()
