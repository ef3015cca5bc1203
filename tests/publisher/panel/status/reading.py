"""What the panel says of a page."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

Make = Callable[..., Any]


def text(response: Any) -> str:
    assert response.status_code == 200, response
    content = re.sub(r"(?s)^.*<main", "<main", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def status(client: Client, page: Any) -> str:
    return text(client.get(f"/admin/newswire/pages/{page.pk}/"))


def fragment(client: Client, page: Any, **asked: Any) -> str:
    response = client.get(f"/admin/newswire/pages/{page.pk}/fragment/", asked)
    assert response.status_code == 200
    return response.content.decode()
