"""What is typed at the desk and cannot be taken: it is said, and nothing is lost or breaks."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from newswire.publisher.models import LanguageSet, OutsideVersion


def url(name, *args):
    return reverse(f"newswire_languages:{name}", args=args)


@pytest.fixture
def admin(boss):
    client = Client()
    client.force_login(boss)
    return client


def test_a_refused_outside_address_leaves_what_was_typed(published, admin):
    page = published("Harbour")
    typed = {"url": "https://me@partner.example/a", "title": "Der Hafen <b>", "site_name": "Partner"}
    shown = admin.post(url("outside", page.pk, "de"), typed)
    form = lxml.html.fromstring(shown.content)
    assert {name: form.xpath(f"//input[@name='{name}']/@value")[0] for name in typed} == typed
    assert "not a complete address" in form.xpath("//*[@role='alert']")[0].text_content()
    assert form.xpath("//input[@name='url']")[0].get("aria-describedby") == "newswire-refused"
    assert not OutsideVersion.objects.exists()


@pytest.mark.parametrize("lang", ["de", "x" * 400, "\x00"])
def test_the_full_version_is_one_that_there_is(lang, published, admin):
    page = published("Harbour")
    answered = admin.post(url("set", page.pk), {"full": lang}, follow=True)
    assert "There is no version in that language." in answered.content.decode()
    assert not LanguageSet.objects.exclude(full_lang="").exists()


def test_a_null_character_is_left_out(published, admin, home_in):
    page = published("Harbour")
    home_in("fr")
    assert admin.get(url("link", page.pk, "fr"), {"q": "Po\x00rt"}).status_code == 200
    typed = {"url": "https://partner.example/a", "title": "Ha\x00fen", "site_name": "\x00"}
    admin.post(url("outside", page.pk, "de"), typed)
    assert OutsideVersion.objects.get().title == "Hafen"
    admin.post(url("begin", page.pk, "fr"), {"title": "Le \x00port"})
    assert page.get_translations().get(locale__language_code="fr").title == "Le port"
