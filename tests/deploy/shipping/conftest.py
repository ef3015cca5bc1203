"""What compose gives its processes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo.place import DEPLOY
from services.valkey import Valkey

from .asked import TOKEN
from .files import BIN


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """As compose gives it: secrets in files, the broker elsewhere. SQLite for PostgreSQL."""
    secrets = {"secret_key": "k" * 50, "monitoring_token": TOKEN}
    for name, text in secrets.items():
        (tmp_path / name).write_text(f"{text}\n")
    with Valkey() as broker:
        yield {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PYTHONPATH": str(DEPLOY),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "NEWSWIRE_VAR": str(tmp_path / "var"),
            "SECRET_KEY_FILE": str(tmp_path / "secret_key"),
            "NEWSWIRE_MONITORING_TOKEN_FILE": str(tmp_path / "monitoring_token"),
            "REDIS_URL": broker.url,
            "LOG_FORMAT": "json",
            "NEWSWIRE_ALLOWED_HOSTS": "127.0.0.1",
            "DOWNSTREAM_SECRET_FILE": str(tmp_path / "downstream_secret"),
            "DOWNSTREAM_DATABASE": str(tmp_path / "downstream.sqlite3"),
        }
