"""The newsroom as an editor's browser and an outside system see it: over HTTP."""

import json
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from typing import Any
from uuid import uuid4

from standardwebhooks.webhooks import Webhook


class Editor:
    """Somebody logged in to the admin at `base`. Raises HTTPError where the newsroom refuses."""

    def __init__(self, base: str, name: str, password: str) -> None:
        self.base = base
        self.cookies = CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.submit("/admin/login/", username=name, password=password, next="/admin/")

    def unpublish(self, page_id: int) -> None:
        self.submit(f"/admin/pages/{page_id}/unpublish/")

    def submit(self, path: str, **values: str) -> None:
        """Opens a form and sends it."""
        url = self.base + path
        self.browser.open(url, timeout=30).close()
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token or ""}).encode()
        self.browser.open(urllib.request.Request(url, body, {"Referer": url}), timeout=30).close()


def call_trigger(base: str, slug: str, secret: str, asks: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """A signed call of the publish webhook: the status and what was answered."""
    body, id, now = json.dumps(asks), f"call_{uuid4().hex}", datetime.now(UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, now, body),
    }
    request = urllib.request.Request(f"{base}/newswire/hooks/{slug}/", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
