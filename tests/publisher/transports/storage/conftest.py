"""A folder that a static site is written to."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings
from support.factories import make_channel
from support.static_reader import BASE

from newswire.publisher.transports.base import Destination

from .folder import IN_A_FOLDER


@pytest.fixture
def root(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "site"
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()  # Wagtail keeps renditions there, of pictures that a test before this one had
    settings.STORAGES = {
        **settings.STORAGES,
        "public": {"BACKEND": IN_A_FOLDER, "OPTIONS": {"location": folder}},
    }
    return folder


@pytest.fixture
def destination(root: Path) -> Destination:
    options = {"storage": "public", "titles": "en: The Daily\nfr: Le Quotidien"}
    channel = make_channel(BASE, transport="storage", name="Public", options=options)
    return Destination(channel.pk, channel.name, "storage", BASE, options)
