"""What the doctor and the system check say of the storages of sites, tried on real ones."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings
from services.s3 import KEYS, S3
from support.factories import make_channel

from newswire.publisher.doctor import Level, storages
from newswire.publisher.models import Channel
from newswire.publisher.storage_checks import check_storages

pytestmark = pytest.mark.django_db

FOLDER = "django.core.files.storage.FileSystemStorage"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    found = tmp_path / "site"
    settings.STORAGES = {
        **settings.STORAGES,
        "public": {"BACKEND": FOLDER, "OPTIONS": {"location": str(found)}},
        "memory": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "broken": {"BACKEND": "no.such.Storage"},
    }
    return found


def site(storage: str = "public", **fields: Any) -> Channel:
    fields = {"name": "Public", "options": {"storage": storage}, **fields}
    return make_channel("https://static.example/", transport="storage", **fields)


def said() -> list[tuple[Level, str, str]]:
    return [(one.level, str(one.words), str(one.what_to_do)) for one in storages.examine()]


def test_a_folder_that_can_be_written_is_well_and_stays_empty(folder: Path) -> None:
    site()
    ((level, words, _),) = said()
    assert (level, words) == (
        Level.OK,
        "Channel Public: its storage can be written, read and deleted from.",
    )
    assert list(folder.rglob("*")) == []
    assert check_storages(["default"]) == []


def test_a_file_where_the_folder_should_be(folder: Path) -> None:
    site()
    folder.write_text("")
    ((level, words, what_to_do),) = said()
    assert level == Level.ERROR
    assert "the storage public cannot hold a site: NotADirectoryError 20." in words
    assert "Let the user" in what_to_do


def test_a_storage_that_does_not_replace(folder: Path) -> None:
    site("memory")
    ((level, _, what_to_do),) = said()
    assert level == Level.ERROR and "overwrites" in what_to_do


@pytest.mark.parametrize(
    ("name", "reason"), [("gone", "There is no storage “gone”"), ("broken", "cannot be made")]
)
def test_the_check_finds_what_the_settings_lack(folder: Path, name: str, reason: str) -> None:
    site(name)
    ((level, words, what_to_do),) = said()
    assert level == Level.ERROR and reason in words and "STORAGES" in what_to_do
    (message,) = check_storages(["default"])
    assert message.id == "newswire.E010" and reason in message.msg and message.hint
    assert message in run_checks(include_deployment_checks=True, databases=["default"])
    asked = run_checks(include_deployment_checks=True)
    assert message not in asked, "no check asks the database unless it is told to"


def test_a_storage_that_is_missing_does_not_keep_from_migrating(folder: Path) -> None:
    site("gone")
    call_command("migrate", plan=True, skip_checks=False, stdout=StringIO())
    with pytest.raises(SystemCheckError, match=r"newswire\.E010"):
        call_command("check", deploy=True, databases=["default"], stdout=StringIO())


def test_two_sites_in_one_storage(folder: Path) -> None:
    site()
    site(name="Second")
    assert {message.id for message in check_storages(["default"])} == {"newswire.E010"}


def test_what_is_switched_off_is_left_alone(folder: Path) -> None:
    site("gone", state=Channel.State.DISABLED)
    assert said() == []
    assert check_storages(["default"]) == []


@pytest.fixture(scope="module")
def server() -> Iterator[S3]:
    with S3() as found:
        yield found


@pytest.mark.process
def test_a_bucket(server: S3, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "public": server.storage}
    site()
    ((level, *_),) = said()
    assert level == Level.OK
    assert server.files() == {}
    nowhere = {**server.storage, "OPTIONS": {**server.storage["OPTIONS"], "bucket_name": "nowhere"}}
    settings.STORAGES = {**settings.STORAGES, "public": nowhere}
    ((level, words, what_to_do),) = said()
    assert level == Level.ERROR and "NoSuchBucket" in words and "put, get and delete" in what_to_do
    assert KEYS["secret_key"] not in words
