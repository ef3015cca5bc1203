"""One static site: where it stands, what it is called, what its files are written to."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from django.core.files.storage import Storage, storages

from newswire.publisher.models import Channel

if TYPE_CHECKING:
    from newswire.publisher.transports.base import Destination

STYLESHEET = "site.css"
PER_PAGE = 20
TITLE = re.compile(r"^\s*([A-Za-z0-9-]+)\s*:\s*(.*?)\s*$")


@dataclass(frozen=True)
class Site:
    channel_id: int
    base: str  # absolute, ends in a slash
    name: str
    titles: Mapping[str, str]  # by language; where there is none it is `name`
    per_page: int
    storage: Storage
    since: datetime

    @classmethod
    def of(cls, destination: "Destination") -> Self:
        """Raises InvalidStorageError where the settings have no such storage."""
        options = destination.options
        return cls(
            channel_id=destination.id,
            base=f"{destination.address.rstrip('/')}/",
            name=destination.name,
            titles=titles_in(options.get("titles", "")),
            per_page=options.get("per_page") or PER_PAGE,
            storage=storages[options.get("storage", "")],
            since=Channel.objects.values_list("created_at", flat=True).get(pk=destination.id),
        )

    def address(self, path: str) -> str:
        """Absolute and ASCII. A file that web servers answer with for its folder is named by the folder."""
        return self.base + quote(path.removesuffix("index.html"))

    def title(self, lang: str) -> str:
        return self.titles.get(lang, self.name)

    @cached_property
    def fingerprint(self) -> str:
        """Of all that every page of it shows."""
        return recipe(self.base, self.name, dict(self.titles), self.per_page)


def recipe(*parts: Any) -> str:
    """What a file is made from, in short: the same parts give the same file."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def titles_in(text: str) -> dict[str, str]:
    """The titles that a channel's form names, one in a line: `en: The Daily`."""
    found = [match.groups() for match in map(TITLE.match, text.splitlines()) if match]
    return {lang: title for lang, title in found if title}
