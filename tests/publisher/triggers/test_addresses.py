"""A page that a call names by its address is the one that the site shows there."""

import types
from collections.abc import Iterator
from typing import Any

import pytest
import urls
from django.conf.urls.i18n import i18n_patterns
from django.urls import clear_url_caches, include, path
from host.models import HostPage
from services import tree
from wagtail.models import Locale, Page, Site

from newswire.publisher.triggers import target

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_prefix_for_english(settings: Any) -> Iterator[None]:
    """`/` is English, `/de/` is German."""
    pages = i18n_patterns(path("", include("wagtail.urls")), prefix_default_language=False)
    project = types.ModuleType("urls_without_prefix")
    project.__dict__["urlpatterns"] = [*urls.urlpatterns[:-1], *pages]
    settings.ROOT_URLCONF = project
    clear_url_caches()
    yield
    clear_url_caches()


def test_an_address_without_language_is_of_the_default_one(no_prefix_for_english: None) -> None:
    """Though the German page, which has the same name, was there first."""
    home = tree.home()
    german, _ = Locale.objects.get_or_create(language_code="de")
    source = home.copy_for_translation(german).add_child(
        instance=HostPage(title="Neues", slug="news", locale=german)
    )
    english = source.copy_for_translation(home.locale)
    english.get_latest_revision().publish()
    assert source.full_url == "http://news.example.org/de/news/"
    assert target.find({"url": source.full_url}).pk == source.pk
    assert target.find({"url": "http://news.example.org/news/"}).pk == english.pk


def test_two_sites_of_one_host_are_told_apart_by_their_ports() -> None:
    first = tree.home()
    second = Page.objects.get(depth=1).add_child(instance=Page(title="Two", slug="two", locale=first.locale))
    Site.objects.create(hostname="news.example.org", port=8080, root_page=second)
    pages = [root.add_child(instance=HostPage(title="News", slug="news")) for root in (first, second)]
    assert pages[1].full_url == "http://news.example.org:8080/en/news/"
    for address, page in (
        ("http://news.example.org/en/news/", pages[0]),
        ("https://news.example.org:443/en/news/", pages[0]),
        ("http://news.example.org:8080/en/news/", pages[1]),
    ):
        assert target.find({"url": address}).pk == page.pk


@pytest.mark.parametrize("address", ["en/news", "en/news?from=mail#top", "en/news/"])
def test_the_slash_at_the_end_may_be_missing(address: str) -> None:
    page = tree.home().add_child(instance=HostPage(title="News", slug="news"))
    assert target.find({"url": f"http://news.example.org/{address}"}).pk == page.pk
    assert target.find({"url": "http://news.example.org/en"}).pk == tree.home().pk
