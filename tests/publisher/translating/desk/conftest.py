"""A newsroom with an article in each state that a translation can be in."""

import pytest
from django.test import Client
from host.models import HostPage
from support.once import once

from newswire.publisher.models import LanguageSet, OutsideVersion
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import confirm, standing

STATES = ("current", "stale", "linked", "draft", "outside", "missing")


@pytest.fixture
def french(home_in):
    return home_in("fr").locale


@pytest.fixture
def client_of():
    def login(user):
        client = Client()
        client.force_login(user)
        return client

    return login


@pytest.fixture
def newsroom(published, home_in, boss, again):
    """One article in each state, oldest first."""
    once("desk", lambda: _make_newsroom(published, home_in("fr").locale, boss, again))
    return {
        page.title: page for page in HostPage.objects.filter(title__in=STATES, locale__language_code="en")
    }


def _make_newsroom(published, french, boss, again):
    made = {name: published(name, "en") for name in STATES}
    for name in ("current", "stale", "linked"):
        version = published(f"fr {name}", "fr")
        link(made[name], version, boss)
        if name != "linked":
            version = again(version)
            confirm(version, boss, standing(version).source.digest)
    page = again(made["stale"])
    page.intro = "Changed"
    page.save_revision().publish()
    begin(made["draft"], french, boss)
    of = LanguageSet.objects.create(key=made["outside"].translation_key)
    OutsideVersion.objects.create(set=of, lang="fr", url="https://autre.example/")
