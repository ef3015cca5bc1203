"""Does a version on another site link back? A real request, and what that site still lacks.

Hreflang counts only where both name each other. Their page may say it in `<link rel="alternate"
hreflang>` or in a `Link` header; a sitemap is not looked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import swapper
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from newswire.publisher.fetch import Fetched, NotFetched, fetch
from newswire.publisher.languages.versions import set_members
from newswire.publisher.models import OutsideVersion
from newswire.publisher.observed import Observed


@dataclass(frozen=True)
class Check:
    """What came of looking at a page of another site."""

    reciprocal: bool
    missing: tuple[str, ...] = ()  # sentences, and the lines of HTML to add


def check(version: OutsideVersion) -> Check:
    """Looks at the page and keeps what came of it. Takes at most as long as `fetch.SECONDS`, thrice."""
    found = _look(version)
    is_news = (version.reciprocal, version.missing) != (found.reciprocal, list(found.missing))
    version.reciprocal, version.missing = found.reciprocal, list(found.missing)
    version.checked_at = timezone.now()
    # The hour of the check alone is no change that any page shows.
    version.save(update_fields=["checked_at", *(["reciprocal", "missing"] if is_news else [])])
    return found


def alternates(fetched: Fetched) -> dict[str, str]:
    """Language (lower case) to absolute address, as the page itself names its versions."""
    return {lang.lower(): _spelled(urljoin(fetched.url, url)) for lang, url in _named(fetched)}


def _look(version: OutsideVersion) -> Check:
    try:
        fetched = fetch(version.url)
    except NotFetched as error:
        return Check(False, (str(error),))
    theirs = alternates(fetched)
    ours = [page for page in _pages(version) if page.lang != version.lang]
    lacking = [page for page in ours if theirs.get(page.lang.lower()) != _spelled(page.url)]
    if ours and not lacking:
        return Check(True)
    if not ours:
        return Check(False, (_("None of the pages here is live, so that there is nothing to link back to."),))
    return Check(len(lacking) < len(ours), tuple(_lines(theirs, lacking)))


def _lines(theirs: Mapping[str, str], lacking: list[Observed]) -> Iterator[str]:
    """What to pass on to the people of that site."""
    if not theirs:
        yield _("That page names no language versions at all.")
    for page in lacking:
        if other := theirs.get(page.lang.lower()):
            yield _("For “%(lang)s” it names another address: %(url)s") % {"lang": page.lang, "url": other}
    yield _("Lines to add to its head:")
    for page in lacking:
        yield format_html('<link rel="alternate" hreflang="{}" href="{}">', page.lang, page.url)


def _pages(version: OutsideVersion) -> list[Observed]:
    """The public pages here that the other site's page should name."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    first = pages.filter(translation_key=version.set_id, live=True, alias_of__isnull=True).first()
    members = set_members(first.pk).values() if first else []
    return [page for page in members if page.public and page.url]


def _named(fetched: Fetched) -> Iterator[tuple[str, str]]:
    for part in fetched.link_header.split(","):
        target, _sep, rest = part.partition(">")
        values = dict(piece.strip().split("=", 1) for piece in rest.split(";") if "=" in piece)
        if "alternate" in values.get("rel", "") and values.get("hreflang"):
            yield values["hreflang"].strip('"'), target.strip().removeprefix("<")
    try:
        document = lxml_html.document_fromstring(fetched.body)
    except (ValueError, lxml_html.etree.ParserError):
        return
    for link in document.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split() and link.get("hreflang"):
            yield link.get("hreflang", ""), link.get("href") or ""


def _spelled(url: str) -> str:
    """Without what makes no other page: a fragment, the letters' case in the name, a bare path."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, ""))
