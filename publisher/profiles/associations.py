"""What a ninjs item is associated with: its pictures, language versions, full articles, teasers."""

from collections.abc import Iterator, Mapping
from typing import Any

from .parts import filled, is_uri, source_type, urn


def associations(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each with a name of its own; ninjs wants a uri for each, so what has none is left out."""
    lead, others = 0, 0
    for image in data["images"]:
        name = "main" if image["role"] == "lead" and not lead else f"picture-{(others := others + 1)}"
        lead += name == "main"
        yield from _picture(name, image)
    for version in data["languageVersions"]:
        yield from _text(f"translation-{version['lang']}", "translation", version, version["label"])
    for number, article in enumerate(data["fullArticle"], 1):
        yield from _text(f"full-{number}", "fullArticle", article, article["label"])
    for number, teaser in enumerate(data["related"], 1):
        yield from _text(
            f"related-{number}", "seeAlso", teaser, teaser["title"], teaser["summary"], teaser["image"]
        )


def _text(
    name: str,
    rel: str,
    target: Mapping[str, Any],
    title: str,
    summary: str = "",
    image: Mapping[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    found = target.get("id")
    uri = urn(found) if found else target["url"]
    if not (found or is_uri(uri)):
        return
    web = {"name": "web", "href": target["url"], "contentType": "text/html"}
    yield filled(
        {
            "name": name,
            "rel": rel,
            "uri": uri,
            "type": "text",
            "representationType": "partial",
            "language": target["lang"],
            "title": title,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": title}] if title else [],
            "descriptions": [{"role": "summary", "contentType": "text/plain", "value": summary}]
            if summary
            else [],
            "renditions": [web] if is_uri(target["url"]) else [],
            "associations": list(_picture("main", image)) if image else [],
        }
    )


def _picture(name: str, image: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A picture is known by the address of its largest file."""
    files = [one for one in image["renditions"] if is_uri(one["url"])]
    if not files:
        return
    credit = image["credit"] or {"text": "", "url": "", "copyright": "", "licence": ""}
    texts = {"caption": image["caption"], "altText": image["alt"]}
    yield filled(
        {
            "name": name,
            "rel": "picture",
            "uri": max(files, key=lambda one: one["width"])["url"],
            "type": "picture",
            "by": credit["text"],
            "copyrightHolder": credit["text"],
            "copyrightNotice": credit["copyright"],
            "usageTerms": credit["licence"],
            "descriptions": [
                {"role": role, "contentType": "text/plain", "value": text}
                for role, text in texts.items()
                if text
            ],
            "renditions": [_file(one) for one in files],
            "digitalSourceType": source_type(image.get("digitalSourceType")),
        }
    )


def _file(rendition: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "name": rendition["name"],
        "href": rendition["url"],
        "contentType": rendition["type"],
        "width": rendition["width"],
        "height": rendition["height"],
        "sizeInBytes": rendition.get("bytes"),
    }
    return filled(found)
