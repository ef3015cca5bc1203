"""schema.org's NewsArticle, with what Google recommends for articles and for pictures' rights.

Sources: developers.google.com/search/docs/appearance/structured-data/{article,image-license-metadata}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .lead import best

ARTICLE = "article"
CROPS = ("16x9", "4x3", "1x1")  # that search engines ask for
# IPTC's "trainedAlgorithmicMedia" is schema.org's TrainedAlgorithmicMediaDigitalSource; so with the others.
SOURCE_TYPES = "https://schema.org/{}DigitalSource"


def json_ld(data: Mapping[str, Any], source_lang: str = "") -> dict[str, Any]:
    """`source_lang`: of the version that the others are translated from; empty: unknown."""
    is_article = data["type"] == ARTICLE
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if is_article else "WebPage",
        "@id": data["url"],
        "mainEntityOfPage": data["url"],
        "headline" if is_article else "name": data["title"],
        "alternativeHeadline": data["kicker"] if is_article else "",
        "description": data["summary"],
        "inLanguage": data["lang"],
        "datePublished": data["publishedAt"],
        "dateModified": data["modifiedAt"],
        "author": [_author(author) for author in data["authors"]],
        "publisher": _organisation(data["sourceOrganisation"]),
        "copyrightHolder": _organisation(data["sourceOrganisation"]),
        "articleSection": data["section"] if is_article else "",
        "dateline": data["dateline"] if is_article else "",
        "keywords": [topic["name"] for topic in data["topics"]],
        "correction": [_correction(entry) for entry in data["corrections"]],
        "image": [one for image in data["images"] for one in _image_objects(image)],
        "digitalSourceType": _source_type(data),
        **_translations(data, source_lang),
    }
    return _filled(found)


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value}


def _translations(data: Mapping[str, Any], source_lang: str) -> dict[str, Any]:
    """Towards the source `translationOfWork`, from it `workTranslation`; nothing between translations."""
    versions: Sequence[Mapping[str, Any]] = data["languageVersions"]
    if source_lang == data["lang"]:
        return {"workTranslation": [_work(version) for version in versions]}
    return {"translationOfWork": next((_work(one) for one in versions if one["lang"] == source_lang), {})}


def _work(version: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "CreativeWork", "@id": version["url"], "inLanguage": version["lang"]}


def _author(author: Mapping[str, Any]) -> dict[str, Any]:
    """Google: the name is a name and nothing else, so the role stands apart."""
    return _filled(
        {"@type": "Person", "name": author["name"], "url": author["url"], "jobTitle": author["role"]}
    )


def _organisation(name: str, url: str = "") -> dict[str, Any]:
    return _filled({"@type": "Organization", "name": name, "url": url}) if name else {}


def _correction(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": entry["note"], "datePublished": entry["at"]}


def _image_objects(image: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One for each crop of a picture, else one for the picture; a credit names its creator."""
    renditions = {rendition["name"]: rendition for rendition in image["renditions"]}
    crops = [renditions[name] for name in CROPS if name in renditions]
    shown = crops or [found for found in [best(image["renditions"])] if found]
    return [
        {**_image_object(image), "contentUrl": one["url"], "width": one["width"], "height": one["height"]}
        for one in shown
    ]


def _image_object(image: Mapping[str, Any]) -> dict[str, Any]:
    credit = image["credit"] or {}
    licence = credit.get("licence", "")
    found = {
        "@type": "ImageObject",
        "caption": image["caption"],
        "creditText": credit.get("text", ""),
        "copyrightNotice": credit.get("copyright", ""),
        "license": licence if licence.startswith(("http://", "https://")) else "",
        "creator": _organisation(credit.get("text", ""), credit.get("url", "")),
        "digitalSourceType": _source_type(image),
    }
    return _filled(found)


def _source_type(of: Mapping[str, Any]) -> str:
    name = of.get("digitalSourceType", "")
    return SOURCE_TYPES.format(name[0].upper() + name[1:]) if name.isalpha() else ""
