"""Storages that are away, refuse or keep what they have; the channel's test finds out."""

import os
from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django import Settings
from support.batch_contract import sent
from support.folder import tree
from support.static_news import article

from newswire.publisher.channels import send_test
from newswire.publisher.models import Channel, StaticFile
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

from .folder import STORAGE, delivered

pytestmark = pytest.mark.django_db


def test_a_storage_that_is_not_there(destination: Destination, settings: Settings) -> None:
    settings.STORAGES = {name: one for name, one in settings.STORAGES.items() if name != "public"}
    (verdict,) = sent(STORAGE, destination, article("bridge"))

    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY_BRIEFLY, ErrorKind.STORAGE)


def test_a_storage_that_refuses_says_no_secret(destination: Destination, root: Path) -> None:
    root.write_text("a file where the folder should be")
    (verdict,) = sent(STORAGE, destination, article("bridge"))

    assert verdict and (verdict.outcome, verdict.error) == (Outcome.RETRY, ErrorKind.STORAGE)
    assert str(root) not in verdict.detail and str(os.strerror(20)) not in verdict.detail
    root.unlink()
    delivered(destination, article("bridge"))


def test_a_storage_that_keeps_what_it_has_is_refused(destination: Destination, settings: Settings) -> None:
    keeping = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "public": keeping}
    exchange = send_test(Channel.objects.get())

    assert (exchange.worked, exchange.error) == (False, ErrorKind.STORAGE)
    assert storages["public"].listdir("")[1] == []


def test_its_test_writes_reads_and_removes(destination: Destination, root: Path) -> None:
    exchange = send_test(Channel.objects.get())

    assert exchange.worked
    assert tree(root) == {}
    assert not StaticFile.objects.exists()
