"""Addresses of the APIs, and what asking them gives and costs."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

TWO = "/api/v2/pages/?type=newswire_pages.ArticlePage&fields=*"
THREE = "/api/v3/articles/?"


def get(address: str, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address, headers=headers)


def queries(address: str) -> tuple[int, list[dict[str, Any]]]:
    get(address)  # makes the renditions, fills the caches of sites and content types
    with CaptureQueriesContext(connection) as captured:
        answer = get(address)
    assert answer.status_code == 200, answer.content
    return len(captured), answer.json()["items"]


def statements(address: str) -> int:
    get(address)
    with CaptureQueriesContext(connection) as found:
        assert get(address).status_code == 200
    return len(found)


def tag(address: str) -> str:
    return str(get(address)["ETag"])
