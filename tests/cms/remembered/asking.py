"""What keeps its answers, and how it is asked."""

import pytest
from django.test import Client

ADDRESSES = (
    "/api/v2/pages/?type=newswire_pages.ArticlePage&fields=*",
    "/api/v3/articles/",
    "/en/news/?feed=rss",
)
each = pytest.mark.parametrize("address", ADDRESSES[1:])


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()
