"""ninjs 3.1, IPTC's News in JSON (iptc.org/std/ninjs; specification/ninjs-schema_3.1.json).

The schema allows no name that it does not know, so whatever ninjs has no place for is left out
("All news"), and what has no value is not there at all. docs/profiles.md has the table of names.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from newswire.publisher.render.plain import plain, words

from .associations import associations
from .base import Envelope
from .parts import filled, instant, is_uri, source_type, urn

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
PUB_STATUS = {"live": "usable", "embargoed": "withheld", "gone": "canceled"}


class Ninjs:
    """One item: its `uri` never changes, its `version` only grows, `pubStatus` is its state."""

    name: ClassVar[str] = "ninjs"
    content_type: ClassVar[str] = "application/json"

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        item = filled(
            {
                "uri": urn(data["id"]),
                "standard": STANDARD,
                "version": str(data["version"]),
                "pubStatus": PUB_STATUS[data["state"]],
                "versionCreated": instant(envelope.time),
                "language": data["lang"],
                "embargoedUntil": data.get("embargoUntil"),
                "title": data.get("title"),
                "altIds": list(_other_ids(envelope, data)),
                "renditions": list(_addresses(data)),
                **(_content(data) if data["state"] != "gone" else {}),
                "edNote": _note(data),
            }
        )
        return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()


def _content(data: Mapping[str, Any]) -> dict[str, Any]:
    """What only a page has that the world may see; of a notice (thin) hardly anything."""
    if "html" not in data:
        return {"type": "text", "representationType": "partial"}
    source = data["sourceOrganisation"]
    return {
        "type": "text",
        "representationType": "full",
        "profile": data["type"],
        "firstCreated": data["publishedAt"],
        "contentCreated": data["publishedAt"],
        "headlines": _texts(main=data["title"], kicker=data["kicker"]),
        "descriptions": _texts(summary=data["summary"]),
        "bodies": list(_bodies(data["html"])),
        "by": ", ".join(author["name"] for author in data["authors"]),
        "people": [_person(author) for author in data["authors"]],
        "located": data["dateline"],
        "copyrightHolder": source,
        "infoSources": [{"name": source}] if source else [],
        "subjects": list(_subjects(data)),
        "digitalSourceType": source_type(data.get("digitalSourceType")),
        "associations": list(associations(data)),
    }


def _texts(**by_role: str) -> list[dict[str, str]]:
    return [
        {"role": role, "contentType": "text/plain", "value": text} for role, text in by_role.items() if text
    ]


def _bodies(html: str) -> Iterator[dict[str, Any]]:
    text = plain(html)
    for role, kind, value in (("html5", "text/html", html), ("text", "text/plain", text)):
        if value:
            yield {
                "role": role,
                "contentType": kind,
                "charCount": len(value),
                "wordCount": words(text),
                "value": value,
            }


def _person(author: Mapping[str, str]) -> dict[str, str]:
    found = {"name": author["name"], "rel": "author", "literal": author["role"]}
    return filled(found | ({"uri": author["url"]} if is_uri(author["url"]) else {}))


def _subjects(data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if data["section"]:
        yield {"name": data["section"], "rel": "section"}
    for topic in data["topics"]:
        yield {"name": topic["name"], "rel": "about", "literal": topic["slug"]}


def _other_ids(envelope: Envelope, data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield {"role": "event", "value": urn(str(envelope.id))}
    yield {"role": "sequence", "value": str(envelope.sequence)}
    if data.get("setId"):
        yield {"role": "translationGroup", "value": urn(data["setId"])}
    for address in data.get("previousUrls", ()):
        yield {"role": "previousUrl", "value": address}
    if instead := data.get("replacedBy"):
        yield {"role": "replacedBy", "value": instead["url"]}
    for lang in data.get("fallbackFor", ()):
        yield {"role": "fallbackFor", "value": lang}


def _addresses(data: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Where the item stands as a page, and where the whole of it can be fetched."""
    if is_uri(data["url"]) and data["state"] != "gone":
        yield {"name": "web", "href": data["url"], "contentType": "text/html"}
    if is_uri(own := data.get("links", {}).get("self", "")):
        yield {"name": "self", "href": own, "contentType": Ninjs.content_type}


def _note(data: Mapping[str, Any]) -> str:
    """The latest correction; of what is gone, why."""
    reason = data.get("reason", {"kind": "", "note": ""})
    if data["state"] == "gone":
        return ": ".join(text for text in reason.values() if text)
    corrections = data.get("corrections") or [{"note": ""}]
    return str(corrections[-1]["note"])
