"""Kept is only what is the same for all."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from newswire.cms.remembered import remembered

from .asking import ADDRESSES, text

pytestmark = pytest.mark.django_db(transaction=True)


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
