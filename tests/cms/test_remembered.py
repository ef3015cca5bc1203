"""Answers of the content APIs and feeds that are kept: asked again for nothing, and never out of date."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path
from services.waiting import until
from urls import urlpatterns as site
from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3.urls import api as v3
from wagtail.models import Locale, Page, PageViewRestriction, Site

from newswire.cms.api.conditional import conditional
from newswire.cms.api.v2 import PagesAPIViewSet
from newswire.cms.pages.models import ArticlePage
from newswire.cms.remembered import remembered

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
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "newswire.cms.feeds.kept.KeptFeeds"]
    return write("Rover lands")


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


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


def test_what_no_signal_shows_is_gone_when_its_time_is_over(settings: Any, kept: Any) -> None:
    """However often it is asked for meanwhile: that makes no answer older."""
    settings.NEWSWIRE_CACHE_SECONDS = 2
    assert "Rover lands" in text(ADDRESSES[1])
    ArticlePage.objects.filter(pk=kept.pk).update(live=False)
    until(lambda: "Rover lands" not in text(ADDRESSES[1]))


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


@pytest.mark.parametrize("who", [{"authorization": "Bearer x"}, {"cookie": "sessionid=x"}])
def test_who_sends_a_token_or_a_session_neither_leaves_nor_gets_a_kept_answer(who: dict[str, str]) -> None:
    made: list[int] = []
    ask(made, **who)
    ask(made)
    ask(made, **who)
    ask(made)
    assert len(made) == 3


def test_who_is_known_by_something_else_is_answered_for_himself() -> None:
    made: list[int] = []
    for user in (User(username="by his certificate"), AnonymousUser(), AnonymousUser()):
        ask(made, user=user)
    assert len(made) == 2


def test_a_draft_that_is_looked_at_is_not_kept() -> None:
    made: list[int] = []
    for is_preview in (True, False, False):
        ask(made, is_preview=is_preview)
    assert len(made) == 2


@pytest.mark.parametrize(
    ("header", "value", "is_kept"),
    [
        ("Vary", "Accept, Cookie", True),
        ("Vary", "Origin", False),
        ("Vary", "*", False),
        ("Cache-Control", "public, max-age=60", True),
        ("Cache-Control", "Private", False),
        ("Cache-Control", "max-age=0, no-store", False),
    ],
)
def test_only_what_is_the_same_for_all_is_kept(header: str, value: str, is_kept: bool) -> None:
    made: list[int] = []
    for _ in range(2):
        ask(made, answer={header: value})
    assert len(made) == (1 if is_kept else 2)


def ask(made: list[int], answer: dict[str, str] | None = None, **of: Any) -> HttpResponse:
    """`made` grows by one where the answer was not a kept one."""
    request: HttpRequest = RequestFactory(headers={n: v for n, v in of.items() if isinstance(v, str)}).get(
        "/x"
    )
    if "cookie" in of:
        request.COOKIES[django_settings.SESSION_COOKIE_NAME] = "x"
    for name in ("user", "is_preview"):
        if name in of:
            setattr(request, name, of[name])

    def make() -> HttpResponse:
        made.append(1)
        return HttpResponse(b"{}", headers=answer or {})

    return remembered(request, make)
