"""All that lists and feeds say of a page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from newswire.publisher.render.lead import lead

LEAST_WIDTH = 300  # pixels: of a picture beside a headline
# In most lists' pictures a crop is somebody without a head.
CROPS = frozenset({"social", "16x9", "4x3", "1x1"})


def teaser(data: Mapping[str, Any], published_at: datetime, modified_at: datetime) -> dict[str, Any]:
    """As JSON has it; the picture's address is the newsroom's."""
    return {
        "id": data["id"],
        "type": data["type"],
        "title": data["title"],
        "kicker": data["kicker"],
        "summary": data["summary"],
        "published": published_at.isoformat(timespec="seconds"),
        "modified": modified_at.isoformat(timespec="seconds"),
        "authors": [author["name"] for author in data["authors"]],
        "topics": [topic["name"] for topic in data["topics"]],
        "picture": _picture(data),
    }


def _picture(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The smallest that is wide enough."""
    found = lead(data)
    files = [one for one in found["renditions"] if one["width"] and one["name"] not in CROPS] if found else []
    wide = [one for one in files if one["width"] >= LEAST_WIDTH] or files
    best = min(wide, key=lambda one: one["width"], default=None)
    if found is None or best is None:
        return None
    names = ("url", "width", "height", "type", "bytes")
    return {name: best[name] for name in names if name in best}
