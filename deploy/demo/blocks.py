"""From the texts' bodies to the blocks of an article."""

from typing import Any

from wagtail.images.models import AbstractImage

from demo.keys import key_of
from newswire.cms.pages.models import ArticlePage


def blocks(body: list[Any], images: dict[str, AbstractImage], shows: dict[str, str]) -> list[tuple[str, Any]]:
    """`shows`: what each picture shows, in the language of the body."""

    def block(part: Any) -> tuple[str, Any]:
        match part:
            case str():
                return "paragraph", f"<p>{part}</p>"
            case {"heading": text}:
                return "heading", {"text": text, "level": "h2"}
            case {"picture": name, "caption": caption}:
                return "image", {"image": images[name], "alt_text": shows[name], "caption": caption}
            case {"credit": text}:
                return "photo_credit", {"text": text}
            case {"full": target, "language": lang, **rest}:
                return "full_article", {"rows": [_full_article(target, lang, str(rest.get("site", "")))]}
            case {"related": keys}:
                items = [("page", {"page": _page(key)}) for key in keys]
                return "related_news", {"items": items, "automatic": False}
        raise ValueError(f"No block is written as {part!r}")

    return [block(part) for part in body]


def _full_article(target: str, lang: str, site: str) -> dict[str, Any]:
    if site:
        return {"page": None, "url": target, "site_name": site, "language": lang}
    return {"page": _page(target), "url": "", "site_name": "", "language": ""}


def _page(key: str) -> ArticlePage:
    """The English one: each language shows its own version of what is picked."""
    page: ArticlePage = ArticlePage.objects.get(translation_key=key_of(key), locale__language_code="en")
    return page
