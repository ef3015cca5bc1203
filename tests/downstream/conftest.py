"""The downstream site, asked through its own WSGI application; test_process.py runs it for real."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from downstream import create_app
from downstream.site import Site
from lxml import html
from services.sender import SAMPLE_SECRET, Answer, sample, signed
from werkzeug.test import TestResponse

ENGLISH = sample("published.en")["data"]["id"]


@dataclass
class Visitor:
    """Reads the site, and sends it signed bodies."""

    site: Site

    def send(self, body: dict[str, Any] | bytes, headers: dict[str, str] | None = None) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        answer = self.site.test_client().post("/hook", data=raw, headers=headers or signed(raw))
        return Answer(answer.status_code, answer.get_json())

    def get(self, path: str) -> TestResponse:
        return self.site.test_client().get(path)

    def page(self, path: str) -> html.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return html.document_fromstring(answer.get_data(as_text=True))

    def held(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/held{query}").get_json()
        return found


@pytest.fixture
def config(tmp_path: Path) -> dict[str, str]:
    return {
        "DOWNSTREAM_DATABASE": str(tmp_path / "downstream.sqlite3"),
        "DOWNSTREAM_SECRET": SAMPLE_SECRET,
        "DOWNSTREAM_NAME": "Space Courier",
    }


@pytest.fixture
def visitor(config: dict[str, str]) -> Visitor:
    return Visitor(create_app(config))


@pytest.fixture
def make() -> Callable[..., dict[str, Any]]:
    """Bodies like the English sample, each with an id and an address made from a number."""

    def body(number: int, **changes: Any) -> dict[str, Any]:
        unlike = {
            "id": str(uuid5(UUID(ENGLISH), str(number))),
            "url": f"https://newsroom.example/en/news/article-{number}/",
            "publishedAt": f"2026-01-01T{number // 60 % 24:02d}:{number % 60:02d}:00+01:00",
            "title": f"Article {number}",
            "html": "<p>Text.</p>",
        }
        return sample("published.en", **{**unlike, **changes})

    return body


@pytest.fixture
def now() -> float:
    return time.time()
