from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from pytest_django import Settings
from support.batch_contract import sent
from support.factories import make_channel
from support.recording_storage import RecordingStorage
from support.static_reader import BASE

from newswire.publisher import transports
from newswire.publisher.transports.base import Destination, Outcome

STORAGE = transports.by_batch("storage")
OPTIONS = {"storage": "site", "titles": "en: The Daily\nfr: Le Quotidien", "per_page": 5}


@pytest.fixture
def site(settings: Settings, tmp_path: Path) -> RecordingStorage:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()  # Wagtail keeps renditions there, of pictures that a test before this one had
    recording = {"BACKEND": "support.recording_storage.RecordingStorage"}
    settings.STORAGES = {**settings.STORAGES, "site": recording}
    found = storages["site"]
    assert isinstance(found, RecordingStorage)
    return found


@pytest.fixture
def destination(db: None, site: RecordingStorage) -> Destination:
    channel = make_channel(BASE, transport="storage", name="Public", options=OPTIONS)
    return Destination(channel.pk, channel.name, "storage", BASE, OPTIONS)


@pytest.fixture
def send(destination: Destination) -> Callable[..., None]:
    """One batch, of which everything is delivered."""

    def send(*contents: bytes) -> None:
        verdicts = sent(STORAGE, destination, *contents)
        assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * len(contents), verdicts

    return send
