"""What `observe` says of pages, as conditions for the database, which looks through very many unread."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import BooleanField, Case, Q, When
from django.db.models.functions import Concat, Substr
from django.db.models.lookups import In
from django.utils import timezone
from wagtail.models.sites import SiteRootPath

from newswire.publisher.models import Embargo

from .pages import waits
from .privacy import restricted_paths
from .sites import fingerprint, root_paths


@dataclass(frozen=True)
class Circumstances:
    """What decides beside a page's own row whether it is public; conditions on the base page model."""

    at: datetime
    roots: tuple[SiteRootPath, ...]
    private: frozenset[str]

    @classmethod
    def now(cls) -> "Circumstances":
        """A few queries, whatever the number of sites and of private parts."""
        return cls(timezone.now(), root_paths(), restricted_paths())

    def shown(self) -> Q:
        """Live, no alias and not private. What is `Observed.public` stands on a site besides."""
        held_back = Q(pk__in=Embargo.objects.filter(until__gt=self.at).values("page_id"))
        is_live = Q(live=True, alias_of__isnull=True) & ~waits(self.at) & ~held_back
        return is_live & ~_begins("path", self.private)

    def on_a_site(self) -> Q:
        """Its `site_fingerprint` is not empty."""
        return _begins("url_path", {root.root_path for root in self.roots})

    def on_site(self, expected: Any) -> Q:
        """Its `site_fingerprint` is what this expression says, and not empty."""
        there, within = _addresses(self.roots)
        address = Concat(expected, "url_path")
        return _begins(address, there) & ~_begins(address, within)


@lru_cache(maxsize=8)
def _addresses(roots: tuple[SiteRootPath, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """How a page's address, after its site's fingerprint, begins where it stands on that site; and where it
    stands on another within that: the first root that it begins with counts, as in `sites.root_of`.
    """
    there, within = set(), set()
    for place, root in enumerate(roots):
        before = [other.root_path for other in roots[:place]]
        if not root.root_path.startswith(tuple(before)):
            there.add(fingerprint(root) + root.root_path)
            within |= {fingerprint(root) + path for path in before if path.startswith(root.root_path)}
    return frozenset(there), frozenset(within)


def _begins(text: Any, beginnings: Collection[str]) -> Q:
    """Does an expression begin with one of these? One look at a list for each length that they have.

    Not LIKE, which ignores case on SQLite. As a CASE: PostgreSQL takes what equals an expression for one
    row in 200, and would then look each publication up by itself.
    """
    by_length = groupby(sorted(beginnings, key=len), key=len)
    looks = [When(In(Substr(text, 1, length), list(same)), then=True) for length, same in by_length]
    return Q(Case(*looks, default=False, output_field=BooleanField()))
