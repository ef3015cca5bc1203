"""The channel's form, and deleting the channel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from support.static_news import article

from newswire.publisher.models import Channel, StaticFile, StaticPage
from newswire.publisher.transports.base import Destination

from .folder import IN_A_FOLDER, delivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client, root: Path) -> Iterator[Client]:
    plant()
    client.force_login(User.objects.create_superuser("chief"))
    yield client


FORM = {
    "name": "Public",
    "address": "https://news.example.org",
    "storage": "public",
    "per_page": "20",
    "titles": "",
}


def saved(client: Client, **changes: Any) -> str:
    """What the form says of what was posted."""
    answer = client.post("/admin/newswire/channels/new/?transport=storage", {**FORM, **changes})
    return answer.content.decode() if answer.status_code == 200 else ""


def test_the_form_makes_a_site(chief: Client) -> None:
    shown = chief.get("/admin/newswire/channels/new/?transport=storage").content.decode()
    assert '<option value="public">' in shown
    assert 'value="default"' not in shown and 'name="trusted"' not in shown
    assert saved(chief, titles="en: The Daily\n\nfr : Le Quotidien ") == ""
    channel = Channel.objects.get()
    assert channel.address == "https://news.example.org/"
    assert channel.options == {
        "storage": "public",
        "titles": "en: The Daily\nfr: Le Quotidien",
        "per_page": 20,
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"storage": "default"}, "There is no storage"),
        ({"storage": "nowhere"}, "There are: public."),
        ({"titles": "The Daily"}, "is not a language, a colon and a title"),
        ({"titles": "es: El Diario"}, "is no language of this newsroom"),
        ({"address": "https://news.example.org/?a=b"}, "has neither"),
        ({"address": "ftp://news.example.org/"}, "http"),
        ({"per_page": "1"}, "greater than or equal to 5"),
    ],
)
def test_the_form_says_why_not(chief: Client, changes: dict[str, str], reason: str) -> None:
    assert reason in saved(chief, **changes)
    assert not Channel.objects.exists()


def test_what_is_typed_is_checked(chief: Client) -> None:
    typed = {**FORM, "storage": "nowhere", "titles": "es: El Diario"}
    shown = chief.post("/admin/newswire/channels/check/storage/", typed).content.decode()
    assert "There are: public." in shown and "no language of this newsroom" in shown


def test_a_storage_is_for_one_site(chief: Client, destination: Destination, settings: Settings) -> None:
    assert "is written to this storage already" in saved(chief, name="Another")
    delivered(destination, article("bridge"))
    settings.STORAGES = {**settings.STORAGES, "other": {"BACKEND": IN_A_FOLDER}}
    edited = chief.post(f"/admin/newswire/channels/edit/{destination.id}/", {**FORM, "storage": "other"})
    assert "The site stands in “public” already" in edited.content.decode()


def test_deleting_a_channel_forgets_its_site(chief: Client, destination: Destination, root: Path) -> None:
    delivered(destination, article("bridge"))
    chief.post(f"/admin/newswire/channels/delete/{destination.id}/")

    assert not StaticPage.objects.exists() and not StaticFile.objects.exists()
    assert (root / "en/bridge/index.html").exists()
