"""A translation service over HTTP. The wire is docs/machine-translation.md."""

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from newswire.publisher import signing
from newswire.publisher.fetch import NotFetched, post

from .service import NotTranslated, Phrase

AGAIN = {408, 425, 429, 500, 502, 503, 504}
MOST_SECONDS = 45.0  # a task may run for 60
MOST = 5_000_000  # bytes of an answer


class HttpTranslator:
    """Posts all phrases of a page at once. `token` goes as a bearer token; `secret` (`whsec_...`) signs
    by Standard Webhooks."""

    def __init__(
        self, url: str, label: str = "", token: str = "", secret: str = "", timeout: float = 30
    ) -> None:
        self.url = url
        self.label = label or "HTTP"
        self._token = token
        self._key = signing.SigningKey.parse(secret) if secret else None
        self._timeout = min(timeout, MOST_SECONDS)

    def translate(self, phrases: Sequence[Phrase], source: str, target: str) -> list[str]:
        texts = [{"text": one.text, "format": "xml" if one.is_tagged else "plain"} for one in phrases]
        body = json.dumps({"source": source, "target": target, "texts": texts}).encode()
        try:
            status, answer = post(self.url, body, self._headers(body), self._timeout, MOST)
        except NotFetched as error:
            raise NotTranslated(str(error), again=error.again) from error
        if status != 200:
            raise NotTranslated(f"The service answered with {status}.", again=status in AGAIN)
        return _texts(answer, len(phrases))

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json", "accept": "application/json"}
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        if self._key:
            message, now = f"msg_{uuid.uuid4().hex}", int(time.time())
            headers |= {
                "webhook-id": message,
                "webhook-timestamp": str(now),
                "webhook-signature": signing.sign([self._key], message, now, body),
            }
        return headers


def _texts(answer: bytes, wanted: int) -> list[str]:
    try:
        found: Any = json.loads(answer)["texts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotTranslated("The service's answer is not the JSON that was asked for.") from None
    if not isinstance(found, list) or len(found) != wanted or not all(isinstance(one, str) for one in found):
        raise NotTranslated(f"The service's answer does not have {wanted} texts.")
    return found
