"""What is taken away is in no kept answer, and a host's own hook is asked each time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction, Site

from .asking import ADDRESSES, text

pytestmark = pytest.mark.django_db(transaction=True)

TAKEN_AWAY: dict[str, Callable[[Page], Any]] = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "below what is private": lambda page: PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="login"
    ),
    "moved to where nobody looks": lambda page: page.move(Page.get_first_root_node(), pos="last-child"),
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_what_is_taken_away_is_gone_at_once(how: str, kept: Any) -> None:
    one = f"/api/v3/pages/{kept.pk}/"
    assert "Rover lands" in text(ADDRESSES[1]) and "Rover lands" in text(one)
    TAKEN_AWAY[how](kept)
    assert "Rover lands" not in text(ADDRESSES[1])
    assert Client().get(one).status_code == 404


FEED_TAKEN_AWAY: dict[str, Callable[[Page], Any]] = {
    **TAKEN_AWAY,
    "behind a password": lambda page: PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="sesame"
    ),
    "of no site": lambda page: Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": Page.get_first_root_node()}
    ),
}


@pytest.mark.parametrize("how", FEED_TAKEN_AWAY)
def test_a_feed_whose_list_is_taken_away_is_gone_at_once(how: str, kept: Any) -> None:
    address = ADDRESSES[-1]
    assert "Rover lands" in text(address)
    FEED_TAKEN_AWAY[how](kept.get_parent())
    for _ in range(2):
        answer = Client().get(address)
        assert "Rover lands" not in answer.content.decode()
        assert "feed" not in answer.get("Content-Type", "") and "rss" not in answer.get("Content-Type", "")


def test_who_knows_the_password_of_a_list_leaves_its_feed_to_nobody_else(kept: Any) -> None:
    restriction = PageViewRestriction.objects.create(
        page=kept.get_parent(), restriction_type="password", password="sesame"
    )
    address, reader = ADDRESSES[-1], Client()
    form = {"password": "sesame", "return_url": address}
    reader.post(f"/en/_util/authenticate_with_password/{restriction.pk}/{kept.get_parent().pk}/", form)
    assert "rss" in reader.get(address)["Content-Type"]
    assert "rss" not in Client().get(address)["Content-Type"]


def test_a_hosts_own_hook_is_asked_each_time() -> None:
    def refuse(page: Any, request: HttpRequest, *args: Any) -> HttpResponse | None:
        return HttpResponse(status=451) if "x-from-abroad" in request.headers else None

    text(ADDRESSES[-1])
    with hooks.register_temporarily("before_serve_page", refuse):
        for _ in range(2):
            assert "Rover lands" in text(ADDRESSES[-1])
            assert Client(headers={"x-from-abroad": "1"}).get(ADDRESSES[-1]).status_code == 451
