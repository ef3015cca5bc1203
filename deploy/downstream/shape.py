"""The JSON types of the fields that this site shows, as docs/receive.md lists them.

A field may be absent or null, and others may come: only what is there and has the wrong type is a
fault, because a page that shows it would fail long after the sender was told 2xx.
"""

from typing import Any

NAMES = {str: "text", int: "a whole number", bool: "true or false", list: "a list", dict: "an object"}

_PICTURE = {
    "role": str,
    "alt": str,
    "caption": str,
    "credit": {"text": str, "url": str},
    "renditions": [{"url": str, "width": int, "height": int}],
}
_LINK = {"id": str, "lang": str, "label": str, "url": str, "site": str, "nativeName": str, "external": bool}

DATA: dict[str, Any] = {
    **dict.fromkeys(("lang", "dir", "url", "title", "kicker", "summary", "html"), str),
    **dict.fromkeys(("publishedAt", "modifiedAt", "dateline"), str),
    "previousUrls": [str],
    "authors": [{"name": str}],
    "corrections": [{"at": str, "note": str}],
    "images": [_PICTURE],
    "languageVersions": [_LINK],
    "fullArticle": [_LINK],
    "related": [{"id": str, "title": str, "summary": str, "url": str, "lang": str, "image": _PICTURE}],
    "allNews": {"label": str, "url": str},
    "reason": {"kind": str},
}


def fault(value: object, path: str, shape: Any = DATA) -> str | None:
    """The first fault in words ("data.related[2].title is not text"), or None."""
    kind = shape if isinstance(shape, type) else type(shape)
    # bool is an int in Python, not in JSON.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return f"{path} is not {NAMES[kind]}"
    parts: list[tuple[object, str, Any]] = []
    if isinstance(shape, dict) and isinstance(value, dict):
        present = [name for name in shape if value.get(name) is not None]
        parts = [(value[name], f"{path}.{name}", shape[name]) for name in present]
    elif isinstance(shape, list) and isinstance(value, list):
        parts = [(item, f"{path}[{n}]", shape[0]) for n, item in enumerate(value)]
    return next(filter(None, (fault(*part) for part in parts)), None)
