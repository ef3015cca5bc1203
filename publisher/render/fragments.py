"""The two passes over a document's values: clean them, then name the publications they lead to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .addresses import Base
from .characters import allowed
from .links import Known, links_in
from .sanitise import sanitised

# Each ends at the next "<" at the latest: else a text of nothing but "<img" takes quadratic time.
TAG = re.compile(
    r"</[a-z][a-z0-9]*\s*>|<(?:br|hr|img|script|iframe)\b|<[a-z][a-z0-9-]*[\s/][^<>=]*=[^<>]*>",
    re.IGNORECASE,
)
HANDLER = re.compile(r"<[a-z][^<>]*[\s/]on[a-z]+\s*=", re.IGNORECASE)
ADDRESS_NAMES = frozenset({"href", "src"})  # and all that end in "url"


def is_markup(text: str) -> bool:
    """Within blocks nothing says which text is HTML: what closes an element or has attributes counts.

    Of a tag that never ends only one that would run something.
    """
    ended = text[: text.rfind(">") + 1]
    return bool(TAG.search(ended) or HANDLER.search(text))


@dataclass
class Cleaning:
    """The first pass: HTML by the allow-list, addresses absolute. Remembers what leads to other pages."""

    base: Base
    links: set[str] = field(default_factory=set)
    page_ids: set[int] = field(default_factory=set)

    def clean(self, value: Any, name: str = "", markup: bool = False) -> Any:
        """`value`, found under `name`; with `markup` any text in it may be HTML."""
        if isinstance(value, Mapping):
            if isinstance(page_id := value.get("pageId"), int):
                self.page_ids.add(page_id)
            return {
                key: self.clean(inner, key, markup or key in {"html", "blocks"})
                for key, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.clean(inner, name, markup) for inner in value]
        return self._text(value, name, markup) if isinstance(value, str) else value

    def _text(self, value: str, name: str, markup: bool) -> str:
        value = allowed(value)
        if name in ADDRESS_NAMES or name.lower().endswith("url"):
            return self.base.absolute(value)
        if name == "html" or (markup and is_markup(value)):
            html = sanitised(value, self.base)
            self.links |= links_in(html)
            return html
        return value


def identified(value: Any, known: Known, markup: bool = False) -> Any:
    """The second pass: each `pageId` becomes the publication's `id`, each link to one is marked."""
    if isinstance(value, Mapping):
        found = {}
        for name, inner in value.items():
            if name != "pageId":
                found[name] = identified(inner, known, markup or name in {"html", "blocks"})
            elif inner in known.by_page:
                found["id"] = str(known.by_page[inner])
        return found
    if isinstance(value, list | tuple):
        return [identified(inner, known, markup) for inner in value]
    return known.marked(value) if markup and isinstance(value, str) else value
