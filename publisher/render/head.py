"""What a receiver puts into its page's <head>."""

from collections.abc import Mapping, Sequence
from typing import Any

from newswire.publisher.languages import territory_code

ARTICLE = "article"
SOCIAL = ("social", "16x9")  # renditions for a preview card, best first
CROPS = ("16x9", "4x3", "1x1")  # that search engines ask for


def head(data: Mapping[str, Any], hreflang: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "canonical": data["url"],
        "hreflang": list(hreflang),
        "og": _open_graph(data),
        "jsonld": _json_ld(data),
    }


def dated(jsonld: Mapping[str, Any], modified_at: str) -> dict[str, Any]:
    """The same with its date of modification, which only the announcement knows."""
    return {**jsonld, "dateModified": modified_at}


def _open_graph(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without `article:modified_time`: that date is in `modifiedAt`, which is no part of the hash."""
    is_article = data["type"] == ARTICLE
    found = {
        "og:type": "article" if is_article else "website",
        "og:title": data["title"],
        "og:description": data["summary"],
        "og:url": data["url"],
        "og:locale": territory_code(data["lang"]),
    }
    if (image := _lead(data)) and (rendition := _best(image["renditions"])):
        found["og:image"] = rendition["url"]
        found["og:image:width"] = rendition["width"]
        found["og:image:height"] = rendition["height"]
        found["og:image:alt"] = image["alt"]
    if is_article:
        found["article:published_time"] = data["publishedAt"]
        found["article:section"] = data["section"]
    return found


def _json_ld(data: Mapping[str, Any]) -> dict[str, Any]:
    is_article = data["type"] == ARTICLE
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if is_article else "WebPage",
        "@id": data["url"],
        "mainEntityOfPage": data["url"],
        "headline" if is_article else "name": data["title"],
        "description": data["summary"],
        "inLanguage": data["lang"],
        "datePublished": data["publishedAt"],
        "dateModified": data["modifiedAt"],
        "author": [_author(author) for author in data["authors"]],
        "publisher": _organisation(data["sourceOrganisation"]),
        "articleSection": data["section"] if is_article else "",
        "keywords": [topic["name"] for topic in data["topics"]],
        "correction": [_correction(entry) for entry in data["corrections"]],
        "image": [one for image in data["images"] for one in _image_objects(image)],
    }
    return {name: value for name, value in found.items() if value}


def _author(author: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "Person",
        "name": author["name"],
        **({"url": author["url"]} if author["url"] else {}),
    }


def _organisation(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name} if name else {}


def _correction(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": entry["note"], "datePublished": entry["at"]}


def _image_objects(image: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One for each crop of a picture, else one for the picture; a credit names its creator."""
    renditions = {rendition["name"]: rendition for rendition in image["renditions"]}
    crops = [renditions[name] for name in CROPS if name in renditions]
    shown = crops or [best for best in [_best(image["renditions"])] if best]
    return [{**_image_object(image), "contentUrl": one["url"]} for one in shown]


def _image_object(image: Mapping[str, Any]) -> dict[str, Any]:
    credit = image["credit"] or {}
    found = {
        "@type": "ImageObject",
        "contentUrl": "",
        "caption": image["caption"],
        "creditText": credit.get("text", ""),
        "copyrightNotice": credit.get("copyright", ""),
        "license": credit.get("licence", "") if credit.get("licence", "").startswith("http") else "",
        "creator": _organisation(credit.get("text", "")),
    }
    return {name: value for name, value in found.items() if value}


def _lead(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    images: Sequence[Mapping[str, Any]] = data["images"]
    return next((image for image in images if image["role"] == "lead"), images[0] if images else None)


def _best(renditions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The one made for previews, else the largest that every reader understands."""
    named = {rendition["name"]: rendition for rendition in renditions}
    if found := next((named[name] for name in SOCIAL if name in named), None):
        return found
    plain = [one for one in renditions if one["type"] in {"image/jpeg", "image/png"}] or list(renditions)
    return max(plain, key=lambda one: one["width"], default=None)
