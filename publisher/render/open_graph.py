"""Open Graph (ogp.me): what a preview card shows. A property with several values has a list."""

from collections.abc import Mapping
from typing import Any

from newswire.publisher.languages import territory_code

from .lead import best, lead

ARTICLE = "article"


def open_graph(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without `article:modified_time`: that date is in `modifiedAt`, which is no part of the hash."""
    is_article = data["type"] == ARTICLE
    found = {
        "og:type": "article" if is_article else "website",
        "og:title": data["title"],
        "og:description": data["summary"],
        "og:url": data["url"],
        "og:locale": territory_code(data["lang"]),
    }
    if (image := lead(data)) and (rendition := best(image["renditions"])):
        found["og:image"] = rendition["url"]
        found["og:image:width"] = rendition["width"]
        found["og:image:height"] = rendition["height"]
        found["og:image:alt"] = image["alt"]
    if is_article:
        found["article:published_time"] = data["publishedAt"]
        found["article:section"] = data["section"]
    if others := [territory_code(version["lang"]) for version in data["languageVersions"]]:
        found["og:locale:alternate"] = others
    if is_article and data["topics"]:
        found["article:tag"] = [topic["name"] for topic in data["topics"]]
    return found
