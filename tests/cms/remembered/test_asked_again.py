"""Answers of the content APIs and feeds that are kept: asked again for nothing, each question its own."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, Site

from .asking import ADDRESSES, text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_asked_again_asks_the_database_nothing(address: str) -> None:
    first = Client().get(address)
    with CaptureQueriesContext(connection) as found:
        again = Client().get(address)
        not_modified = Client(headers={"if-none-match": first["ETag"]}).get(address)
    assert again.content == first.content
    assert dict(again.headers) == dict(first.headers)
    assert (not_modified.status_code, not_modified.content) == (304, b"")
    assert len(found) == 0


def test_a_feed_asked_again_without_the_middleware_costs_what_finding_its_page_costs(settings: Any) -> None:
    settings.MIDDLEWARE = settings.MIDDLEWARE[:-1]
    address = ADDRESSES[-1]
    first = Client().get(address)
    with CaptureQueriesContext(connection) as found:
        again = Client(headers={"if-none-match": first["ETag"]}).get(address)
    assert again.status_code == 304
    assert 0 < len(found) <= 9
    assert not [one["sql"] for one in found if "newswire_pages_articlepage" in one["sql"]]


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


def test_each_site_is_answered_with_its_own(settings: Any, kept: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    other = Page.get_first_root_node().add_child(
        instance=Page(title="Elsewhere", slug="elsewhere", locale=Locale.objects.get(language_code="en"))
    )
    Site.objects.create(hostname="elsewhere.example", root_page=other)
    for _ in range(2):
        there = Client(headers={"host": "elsewhere.example"}).get(ADDRESSES[1])
        assert there.status_code == 200 and "Rover lands" not in there.content.decode()
        assert "Rover lands" in text(ADDRESSES[1])


def test_each_question_has_its_own_answer(kept: Any) -> None:
    v2, v3 = ADDRESSES[:2]
    asked = [
        (v2, {}),
        (v2, {"accept": "application/json; indent=4"}),
        (v2.replace("fields=*", "fields=title"), {}),
        (f"{v3}?limit=1&offset=0", {}),
        (f"{v3}?limit=1&offset=1", {}),
        (f"{v3}?offset=1&limit=1", {}),
        (f"{v3}?locale=fr", {}),
    ]
    first, again = (
        [Client(headers=headers).get(address).content for address, headers in asked] for _ in "12"
    )
    assert first == again
    assert len(set(first[:5])) == 5
    assert first[4] == first[5], "the order of parameters"
    assert b"Rover lands" not in first[6]
