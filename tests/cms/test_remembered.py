"""Answers of the content APIs and feeds that are kept: asked again for nothing, and never out of date."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from urls import urlpatterns as site
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as v3
from wagtail.models import PageViewRestriction

from newswire.cms.api.conditional import conditional
from newswire.cms.api.v2 import PagesAPIViewSet

pytestmark = pytest.mark.django_db(transaction=True)

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
ADDRESSES = (
    "/api/v2/pages/?type=newswire_pages.ArticlePage&fields=*",
    "/api/v3/articles/",
    "/en/news/?feed=rss",
)
each = pytest.mark.parametrize("address", ADDRESSES[1:])


class WithApis:
    urlpatterns = [
        path("api/v2/", conditional(router.urls)),
        path("api/v3/", conditional(v3.urls)),
        *site,
    ]


@pytest.fixture(autouse=True)
def kept(settings: Any, write: Any) -> Any:
    settings.ROOT_URLCONF = WithApis
    settings.NEWSWIRE_CACHE_SECONDS = 600
    return write("Rover lands")


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_an_api_asked_again_asks_the_database_nothing(address: str) -> None:
    first = Client().get(address)
    with CaptureQueriesContext(connection) as found:
        again = Client().get(address)
        not_modified = Client(headers={"if-none-match": first["ETag"]}).get(address)
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert not_modified.status_code == 304
    assert len(found) == 0


def test_a_feed_asked_again_costs_what_finding_its_page_costs() -> None:
    address = ADDRESSES[-1]
    first = Client().get(address)
    with CaptureQueriesContext(connection) as found:
        again = Client(headers={"if-none-match": first["ETag"]}).get(address)
    assert again.status_code == 304
    assert not [one["sql"] for one in found if "newswire_pages_articlepage" in one["sql"]]


@each
def test_what_is_published_is_shown_at_once(address: str, kept: Any) -> None:
    assert "Rover lands" in text(address)
    kept.title = "Rover drives"
    kept.save_revision().publish()
    assert "Rover drives" in text(address)
    assert "Rover lands" not in text(address)


@each
def test_what_becomes_private_is_gone_at_once(address: str, kept: Any) -> None:
    assert "Rover lands" in text(address)
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    assert "Rover lands" not in text(address)


def test_what_was_read_before_the_commit_is_not_shown_after_it(kept: Any, monkeypatch: Any) -> None:
    """A reader begins, the page is published meanwhile, and then the reader's answer is kept."""
    address, really = ADDRESSES[1], caches["default"].set

    def slow(key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        if key.startswith("newswire.answer."):
            monkeypatch.undo()
            kept.title = "Rover drives"
            kept.save_revision().publish()
        really(key, value, *args, **kwargs)

    monkeypatch.setattr("newswire.cms.remembered.cache.set", slow)
    assert "Rover lands" in text(address)
    assert "Rover drives" in text(address)


def test_who_has_logged_in_is_answered_for_himself(kept: Any) -> None:
    address = ADDRESSES[0]
    PageViewRestriction.objects.create(page=kept, restriction_type="login")
    reader = Client()
    reader.force_login(User.objects.create_superuser("boss"))
    assert django_settings.SESSION_COOKIE_NAME in reader.cookies
    own = reader.get(address)
    assert "private" in own["Cache-Control"]
    assert "Rover lands" in own.content.decode()
    assert "Rover lands" not in text(address)


def test_an_error_is_not_kept(kept: Any) -> None:
    kept.unpublish()
    address = f"/api/v2/pages/{kept.pk}/"
    assert Client().get(address).status_code == 404
    kept.save_revision().publish()
    assert Client().get(address).status_code == 200


def test_switched_off_nothing_is_kept(settings: Any) -> None:
    settings.NEWSWIRE_CACHE_SECONDS = 0
    text(ADDRESSES[1])
    with CaptureQueriesContext(connection) as found:
        text(ADDRESSES[1])
    assert found


def test_a_page_is_saved_though_the_cache_is_down(settings: Any, kept: Any, monkeypatch: Any) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr("newswire.cms.remembered.cache.set", down)
    kept.title = "Rover drives"
    kept.save_revision().publish()
    kept.refresh_from_db()
    assert kept.title == "Rover drives"
