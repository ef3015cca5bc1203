from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from newswire.publisher.render.plain import plain

from .base import Envelope


class Text:
    """Plain text in UTF-8: lines of "name: value", an empty line, and what the article says."""

    name: ClassVar[str] = "text"
    content_type: ClassVar[str] = "text/plain; charset=utf-8"

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        lines = [f"{name}: {_line(value)}" for name, value in _head(envelope, data) if value]
        return "\n".join([*lines, "", *_body(data)]).rstrip("\n").encode() + b"\n"


def _head(envelope: Envelope, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "id", data["id"]
    yield "state", data["state"]
    yield "version", str(data["version"])
    yield "event", envelope.type
    yield "sequence", str(envelope.sequence)
    for name in ("embargoUntil", "lang", "url", "title", "publishedAt", "modifiedAt"):
        yield name, data.get(name, "")
    yield "authors", ", ".join(author["name"] for author in data.get("authors", ()))
    yield "reason", data.get("reason", {}).get("kind", "")
    yield "fallbackFor", ", ".join(data.get("fallbackFor", ()))
    yield "self", data.get("links", {}).get("self", "")


def _body(data: Mapping[str, Any]) -> list[str]:
    return [plain(data["html"])] if data.get("html") else []


def _line(value: str) -> str:
    return " ".join(value.split())
