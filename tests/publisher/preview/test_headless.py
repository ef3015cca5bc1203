"""A draft on a site's own front end: the address, the token, and when it opens nothing."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from support.no_database import asks_again, here
from wagtail.models import GroupPagePermission

from newswire.publisher.preview import headless
from newswire.publisher.preview.fields import PreviewAddressField

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


@pytest.fixture
def opened(channel: Make, published: Make, publisher: Client) -> tuple[Any, str]:
    """A page, and the address at which the newsroom gives its draft."""
    site = channel(preview_address="https://partner.example/preview?token={token}", name="Partner")
    page = published(body="<p>The harbour is open.</p>")
    answer = publisher.get(f"/admin/pages/{page.pk}/edit/preview/?mode=newswire-site:{site.pk}")
    address = urlsplit(answer["Location"])
    assert answer.status_code == 302 and address.netloc == "partner.example"
    return page, f"/newswire/drafts/{parse_qs(address.query)['token'][0]}/"


def test_the_site_fetches_what_is_in_the_form(opened: Any, publisher: Client, form: Make) -> None:
    page, address = opened
    publisher.post(f"/admin/pages/{page.pk}/edit/preview/", form(slug=page.slug, title="Typed just now"))
    answer = Client().get(address)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["data"]["title"] == "Typed just now"


def test_it_is_offered_in_the_editor(opened: Any, publisher: Client) -> None:
    page, _ = opened
    assert "On Partner" in publisher.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_a_token_expires(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headless, "LASTS", timedelta(seconds=-1))
    answer = Client().get(opened[1])
    assert answer.status_code == 410 and "has expired" in answer.json()["error"]


@pytest.mark.parametrize("change", [lambda t: t[:-3] + "xy/", lambda t: "/newswire/drafts/abc/"])
def test_a_token_that_is_not_ours(opened: Any, change: Make) -> None:
    assert Client().get(change(opened[1])).status_code == 403


def test_a_permission_withdrawn_closes_what_was_handed_out(opened: Any) -> None:
    GroupPagePermission.objects.all().delete()
    assert Client().get(opened[1]).status_code == 403


def test_a_person_who_has_left(opened: Any) -> None:
    User.objects.update(is_active=False)
    assert Client().get(opened[1]).status_code == 403


def test_a_page_deleted_meanwhile(opened: Any) -> None:
    opened[0].delete()
    assert Client().get(opened[1]).status_code == 410


def test_a_site_without_a_front_end_or_deleted(channel: Make, published: Make, publisher: Client) -> None:
    site, page = channel(), published()
    for key in (site.pk, 999_999, "x"):
        shown = publisher.get(f"/admin/pages/{page.pk}/edit/preview/?mode=newswire-site:{key}")
        assert "shows no drafts" in shown.content.decode()


@pytest.mark.parametrize("value", ["https://x.example/", "javascript:{token}", "x {token}"])
def test_what_is_no_preview_address(value: str) -> None:
    with pytest.raises(ValidationError):
        PreviewAddressField(required=False).clean(value)


def test_what_is_one() -> None:
    for value in ("", "https://x.example/p?t={token}", "http://localhost:8001/preview/{token}/"):
        assert PreviewAddressField(required=False).clean(value) == value


def test_while_the_database_restarts_the_site_is_told_to_ask_again(
    opened: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with here(tmp_path):
        answer = Client().get(opened[1])
    line = asks_again(answer, caplog)
    assert "/drafts/.../" in line
    assert answer.json()["error"].endswith(".")
    assert Client().get(opened[1]).status_code == 200
