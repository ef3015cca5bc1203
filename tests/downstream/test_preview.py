"""Drafts that the newsroom gives for a token: shown, and not kept."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from downstream import create_app
from services.sender import sample

from .conftest import Visitor


class Newsroom(ThreadingHTTPServer):
    """Gives what `drafts` has at a path; what it is asked stands in `asked`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.drafts: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        newsroom: Any = self.server
        newsroom.asked.append(self.path)
        status, body = newsroom.drafts.get(self.path, (404, b"no such page"))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def visitor(config: dict[str, str], newsroom: Newsroom) -> Visitor:
    address = f"http://127.0.0.1:{newsroom.server_address[1]}"
    return Visitor(create_app({**config, "DOWNSTREAM_NEWSROOM": f"{address}/newswire/"}))


def draft(title: str = "Not public yet") -> bytes:
    body = sample("published.en")
    body["data"]["title"] = title
    return json.dumps(body).encode()


def policy_of(answer: Any) -> str:
    return str(answer.headers["Content-Security-Policy"])


def test_a_draft_is_shown_and_not_kept(visitor: Visitor, newsroom: Newsroom) -> None:
    newsroom.drafts["/newswire/drafts/a%3Ab/"] = (200, draft())
    page = visitor.page("/preview?token=a:b")
    assert "Not public yet" in page.text_content()
    assert visitor.held() == []
    answer = visitor.get("/preview?token=a:b")
    assert answer.headers["Cache-Control"] == "no-store" and "noindex" in answer.headers["X-Robots-Tag"]
    origin = f"http://127.0.0.1:{newsroom.server_address[1]}"
    assert f"script-src http://localhost/static/preview.js; frame-ancestors {origin}" in policy_of(answer)
    assert f'data-newsroom="{origin}"' in answer.get_data(as_text=True)
    other = visitor.get("/")
    assert "frame-ancestors 'none'" in policy_of(other) and "script" not in policy_of(other)
    assert "<script" not in other.get_data(as_text=True)


def test_what_the_newsroom_says_is_passed_on(visitor: Visitor, newsroom: Newsroom) -> None:
    words = json.dumps({"error": "This preview has expired."}).encode()
    newsroom.drafts["/newswire/drafts/old/"] = (410, words)
    answer = visitor.get("/preview?token=old")
    assert answer.status_code == 410 and "This preview has expired." in answer.get_data(as_text=True)


@pytest.mark.parametrize("body", [b"", b"{", b'{"data": {}}', b"[1]"])
def test_what_is_no_article(visitor: Visitor, newsroom: Newsroom, body: bytes) -> None:
    newsroom.drafts["/newswire/drafts/odd/"] = (200, body)
    assert visitor.get("/preview?token=odd").status_code == 400


def test_a_token_leads_nowhere_else(visitor: Visitor, newsroom: Newsroom) -> None:
    assert visitor.get("/preview?token=../../admin/").status_code == 404
    assert newsroom.asked == ["/newswire/drafts/..%2F..%2Fadmin%2F/"]


def test_a_newsroom_that_is_down(visitor: Visitor, newsroom: Newsroom) -> None:
    newsroom.shutdown()
    newsroom.server_close()
    assert visitor.get("/preview?token=x").status_code == 502


def test_a_site_without_a_newsroom_shows_no_drafts(config: dict[str, str]) -> None:
    assert Visitor(create_app(config)).get("/preview?token=x").status_code == 404
