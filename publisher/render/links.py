"""Which addresses and pages are publications, found for a whole document at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from uuid import UUID

from django.db.models import Q

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
    rows = list(
        Publication.objects.filter(Q(page_id__in=page_ids) | Q(url__in=urls))
        .exclude(state=Publication.State.GONE)
        .values_list("page_id", "url", "uuid")
    )
    return Known({page: uuid for page, _, uuid in rows}, {url: uuid for _, url, uuid in rows if url})
