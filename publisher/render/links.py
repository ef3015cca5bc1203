"""Which addresses and pages are publications, found for a whole document at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from newswire.publisher.compiled import Compiled, compiled
from newswire.publisher.models import Publication

from .addresses import key

# In what sanitised() returns: quoted attributes, no foreign data-publication.
ANCHOR = re.compile(r'<a\b(?:[^">]|"[^"]*")*?\shref="([^"]*)"')


@dataclass(frozen=True)
class Known:
    """Publications by the page's id and by the page's address."""

    by_page: Mapping[int, UUID] = field(default_factory=dict)
    by_url: Mapping[str, UUID] = field(default_factory=dict)

    def marked(self, html: str) -> str:
        """Sanitised HTML, with `data-publication` on each link to a publication."""

        def mark(anchor: re.Match[str]) -> str:
            found = self.by_url.get(key(unescape(anchor[1])))
            return f'{anchor[0]} data-publication="{escape(str(found))}"' if found else anchor[0]

        return ANCHOR.sub(mark, html) if self.by_url else html


def links_in(html: str) -> set[str]:
    """The addresses that the links of sanitised HTML lead to."""
    return {key(unescape(address)) for address in ANCHOR.findall(html)} - {""}


def known(page_ids: Iterable[int], urls: Iterable[str]) -> Known:
    """The publications among these pages and addresses. One query, or none."""
    page_ids, urls = set(page_ids), set(urls)
    if not page_ids and not urls:
        return Known()
    rows = _published(len(page_ids))(*page_ids, *urls)
    return Known({page: uuid for page, _, uuid in rows}, {url: uuid for _, url, uuid in rows if url})


@lru_cache(maxsize=64)
def _published(pages: int) -> Compiled[tuple[int, str, UUID]]:
    """By the ids of so many pages, and the addresses that are given after them."""

    @compiled
    def of(*values: Any) -> QuerySet[Publication, tuple[int, str, UUID]]:
        among = Q(page_id__in=values[:pages]) | Q(url__in=values[pages:])
        found = Publication.objects.filter(among).exclude(state=Publication.State.GONE)
        return found.values_list("page_id", "url", "uuid")

    return of
