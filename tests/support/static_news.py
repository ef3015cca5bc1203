"""Articles as they are sent to a static site, with pictures that Wagtail has."""

import json
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from services.sender import sample
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

NEWSROOM = "https://newsroom.example"
SPACE = UUID(int=7)


def article(slug: str, version: int = 1, lang: str = "en", kind: str = "published", **data: Any) -> bytes:
    """`slug` names it in every version and language."""
    url = f"{NEWSROOM}/{lang}/news/{slug}/"
    found = {
        **sample("published.en")["data"],
        "id": str(uuid5(SPACE, f"{lang}/{slug}")),
        "setId": str(uuid5(SPACE, slug)),
        "version": version,
        "lang": lang,
        "url": url,
        "title": f"About {slug}",
        "summary": f"All that is known of {slug}.",
        "html": f"<p>Text of {slug}.</p>",
        "publishedAt": "2026-03-01T10:00:00+01:00",
        "modifiedAt": "2026-03-01T10:00:00+01:00",
        "topics": [],
        "images": [],
        "related": [],
        "fullArticle": [],
        "languageVersions": [],
        "allNews": {"label": "All news", "url": f"{NEWSROOM}/{lang}/news/"},
        **data,
    }
    found["head"] = {"canonical": found["url"], "hreflang": [], "og": {}, "jsonld": {}} | data.get("head", {})
    return event(found, f"newswire.article.{kind}.v1")


def gone(slug: str, version: int, lang: str = "en", kind: str = "unpublished") -> bytes:
    found = {
        **sample("unpublished.de")["data"],
        "id": str(uuid5(SPACE, f"{lang}/{slug}")),
        "setId": str(uuid5(SPACE, slug)),
        "version": version,
        "lang": lang,
        "url": f"{NEWSROOM}/{lang}/news/{slug}/",
        "reason": {"kind": kind, "note": ""},
    }
    return event(found, f"newswire.article.{kind}.v1")


def event(data: dict[str, Any], type: str) -> bytes:
    around = {**sample("published.en"), "type": type, "time": timezone.now().isoformat()}
    return json.dumps({**around, "data": data}).encode()


def link(slug: str, lang: str = "en", **more: Any) -> dict[str, Any]:
    """As `related` and `languageVersions` have it."""
    return {
        "id": str(uuid5(SPACE, f"{lang}/{slug}")),
        "url": f"{NEWSROOM}/{lang}/news/{slug}/",
        "lang": lang,
        "title": f"About {slug}",
        "summary": "",
        "image": None,
        "external": False,
        "position": 1,
        "kind": "manual",
        "label": lang,
        "nativeName": lang,
        "status": "live",
        **more,
    }


def picture(name: str, colour: str = "white") -> dict[str, Any]:
    """As `images` has it, with two files that there are."""
    if not Collection.objects.exists():  # a test of real transactions has emptied the database
        Collection.add_root(name="Root")
    image = get_image_model().objects.create(
        title=name, file=get_test_image_file(f"{name}.png", colour=colour)
    )
    files = [image.get_rendition("width-64"), image.get_rendition("width-320")]
    return {
        "id": str(image.pk),
        "role": "lead",
        "alt": name,
        "caption": "",
        "credit": {"text": "MECO", "url": "", "copyright": "", "licence": ""},
        "focalPoint": None,
        "renditions": [
            {
                "name": f"w{one.width}",
                "url": f"{NEWSROOM}{one.url}",
                "width": one.width,
                "height": one.height,
                "type": "image/png",
                "bytes": one.file.size,
            }
            for one in files
        ],
    }
