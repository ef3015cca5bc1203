"""Findings about the addresses that stand in what is sent."""

import pytest
from pytest_django import Settings
from services import tree
from wagtail.models import Locale

from newswire.publisher.doctor import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://news.example.org"
    tree.home()


def found() -> dict[str, str]:
    return {each.words: each.level for each in addresses.examine()}


def level_of(text: str) -> str:
    """That of the one finding that says so; empty: none does."""
    levels = [level for words, level in found().items() if text in words]
    assert len(levels) < 2
    return "".join(levels)


def test_a_site_called_localhost_and_a_base_address_that_is_nobodys(settings: Settings) -> None:
    tree.home("localhost")
    settings.WAGTAILADMIN_BASE_URL = "http://example.com"
    assert level_of("its hostname is localhost") == "warning"
    assert level_of("WAGTAILADMIN_BASE_URL") == "warning"


def test_languages_whose_pages_have_the_same_addresses(settings: Settings) -> None:
    home = tree.home()
    french, _ = Locale.objects.get_or_create(language_code="fr")
    home.copy_for_translation(french)
    assert not level_of("Languages")
    settings.ROOT_URLCONF = "wagtail.urls"
    same = "Languages: en, fr have the same addresses, below http://news.example.org/"
    assert level_of(same) == "warning"
    settings.WAGTAIL_I18N_ENABLED = False
    assert not level_of("Languages")


def test_a_base_address_that_has_the_path_that_django_adds(settings: Settings, mounted: str) -> None:
    assert not level_of("twice")
    settings.WAGTAILADMIN_BASE_URL = f"https://news.example.org{mounted}"
    settings.NEWSWIRE_BASE_URL = f"https://newsroom.example.org{mounted}/"
    for name in ("WAGTAILADMIN_BASE_URL", "NEWSWIRE_BASE_URL"):
        assert level_of(f"Base address: {name} ends in {mounted}, so addresses have that twice.") == "warning"


def test_a_site_that_is_not_in_allowed_hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["elsewhere.org"]
    assert level_of("news.example.org is not in ALLOWED_HOSTS") == "error"
