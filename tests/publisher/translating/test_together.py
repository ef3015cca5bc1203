"""A set of language versions goes live as one, or not at all."""

import pytest
from django.test import Client
from django.urls import reverse
from host.models import HostPage

from newswire.publisher.models import Intent
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.together import publish_together, unpublished


@pytest.fixture
def drafts(published, home_in, boss):
    english = published("Harbour", "en")
    page = HostPage.objects.get(pk=english.pk)
    page.title = "Harbour reopens"
    page.save_revision()
    for lang in ("fr", "de"):
        begin(page, home_in(lang).locale, boss)
    return unpublished(page)


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


def test_from_the_page_of_its_languages(drafts, boss):
    client = Client()
    client.force_login(boss)
    address = reverse("newswire_languages:set", args=[drafts[0].pk])
    assert "Publish these together" in client.get(address).content.decode()
    shown = client.post(address, {"together": [page.pk for page in drafts]}, follow=True).content.decode()
    assert "3 versions were published together." in shown
    assert "Publish these together" not in shown
