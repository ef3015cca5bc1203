"""A minor change as an editor finds it: what is shown of it, and whom it keeps up to date."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from newswire.publisher.models import LanguageSet
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import State, confirm, standing

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_minor_change_of_the_headline_is_offered_where_a_full_version_was_compared_before(
    published, boss, again
):
    """Nobody was compared with the text that the source had just before."""
    english, french = published("Harbour", "en", intro="Ferries"), published("Le port", "fr")
    link(english, french, boss)
    english, french = again(english), again(french)
    client, address = Client(), reverse("newswire_languages:minor", args=[english.pk])
    client.force_login(boss)
    confirm(french, boss, standing(french).source.digest)
    LanguageSet.objects.create(key=english.translation_key, full_lang="fr")
    for name, value in (("intro", "Much more"), ("title", "Harbor")):
        page = again(english)
        setattr(page, name, value)
        page.save_revision().publish()
        assert standing(again(french)).state is (State.STALE if name == "title" else State.CURRENT)
    answer = client.get(address)
    assert "<del>Harbour</del><ins>Harbor</ins>" in answer.content.decode()
    assert "Much more" not in answer.content.decode()
    form = lxml.html.fromstring(answer.content).xpath("//form[.//input[@name='then']]")[0]
    said = client.post(address, dict(form.fields), follow=True)
    assert "1 version stays up to date" in said.content.decode()
    assert standing(again(french)).state is State.CURRENT
