"""Another newsroom whose articles are taken in."""

import json
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image as Pillow
from services.receiver import Received, Receiver, Reply
from services.sender import SAMPLE_SECRET, sample, signed

from newswire.cms.intake.models import IncomingArticle, IncomingSite
from newswire.cms.intake.step import step
from newswire.cms.pages.models import ArticlePage


class Newsroom:
    """The other one: it sends, and has a web server with its pictures."""

    def __init__(self, site: IncomingSite, pictures: Receiver) -> None:
        self.site, self.client = site, Client()
        self.media = f"http://127.0.0.1:{pictures.port}"

    def send(self, name: str, secret: str = SAMPLE_SECRET, **changes: Any) -> Any:
        body = json.dumps(sample(name, **changes)).replace("https://newsroom.example/media", self.media)
        raw = body.encode()
        headers = signed(raw, secret=secret)
        answer = self.client.post(
            f"/newswire/intake/{self.site.slug}/",
            raw,
            content_type=headers.pop("content-type"),
            headers=headers,
        )
        while step(30):
            pass
        return answer

    def row(self, name: str) -> IncomingArticle:
        return IncomingArticle.objects.get(uuid=sample(name)["data"]["id"])

    def page(self, name: str) -> ArticlePage:
        return ArticlePage.objects.get(pk=self.row(name).page_id)


def painted(request: Received) -> Reply:
    if "missing" in request.path:
        return Reply(404)
    file = BytesIO()
    Pillow.new("RGB", (64, 40), "navy").save(file, "WEBP" if request.path.endswith("webp") else "JPEG")
    return Reply(body=file.getvalue())
