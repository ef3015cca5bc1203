"""Did it change? The content hash of docs/dispatch.md: canonical JSON (RFC 8785) under SHA-256."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

from .fields import without_automatic

# What belongs to an announcement and not to the content, and what follows from the rest.
NO_CONTENT = frozenset({"version", "previousVersion", "changed", "reason", "modifiedAt", "html"})
SPACE = re.compile(r"\s+")


def content_hash(data: Mapping[str, Any], structured: bool = True) -> str:
    """64 hexadecimal digits. Without structure the html counts, whatever white space lies in it."""
    content = {name: value for name, value in data.items() if name not in NO_CONTENT}
    if "head" in content:
        content["head"] = {name: value for name, value in content["head"].items() if name != "jsonld"}
    if not structured:
        content["html"] = normalised(data.get("html", ""))
    return hashlib.sha256(rfc8785.dumps(without_automatic(content))).hexdigest()


def normalised(html: str) -> str:
    """Sanitised HTML with every run of white space as one blank."""
    return SPACE.sub(" ", html).strip()
