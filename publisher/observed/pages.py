"""The comparable columns of pages, read for many at once."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from wagtail.models.sites import SiteRootPath

from newswire.publisher.addresses import MAX_LENGTH, ascii_host
from newswire.publisher.models import Embargo, MachineMade

from . import privacy, sites
from .runs import among

logger = logging.getLogger(__name__)

COLUMNS = (
    "pk",
    "live",
    "alias_of_id",
    "title",
    "url_path",
    "path",
    "locale_id",
    "translation_key",
    "content_type_id",
    "seen_lang",
    "seen_machine_made",
    "seen_held_back",
    "seen_waits",
    "seen_restricted",
)


@dataclass(frozen=True, slots=True)
class Observed:
    """One page as the database has it now. Its fields are named as the publication's columns are."""

    page_id: int
    live: bool  # on the site: not a draft, not a new page that waits for its time, not under embargo
    alias: bool
    private: bool
    title: str
    url_path: str
    tree_path: str
    locale_id: int
    lang: str
    set_key: UUID
    page_type: str  # "app_label.model"
    site_fingerprint: str  # empty: under no site
    url: str  # absolute, ASCII; empty where the page cannot be routed, or was not asked for
    machine_made: bool = False  # what is published, by nobody confirmed

    @property
    def public(self) -> bool:
        """Should the world see it? Decides between live and gone."""
        return self.live and not self.alias and not self.private and bool(self.site_fingerprint)


def observe(page_ids: Iterable[int], urls: bool = True) -> dict[int, Observed]:
    """These pages by id; one that does not exist is missing.

    Three queries for any number of pages, and one for each step of a chain of aliases. `urls=False`
    loads no page objects: an address follows from `url_path` and `site_fingerprint`.
    """
    wanted = set(page_ids)
    found = to_observe(among("pk", wanted), timezone.now(), urls)
    return observed_of([page for page in found if page.pk in wanted], urls)


def observed_of(pages: Sequence[Any], urls: bool = True) -> dict[int, Observed]:
    """The same of what `to_observe` selects. All queries but that."""
    if not pages:
        return {}
    roots = sites.root_paths()
    restricted = privacy.restricted_among(
        (page.path, page.alias_of_id, page.seen_restricted) for page in pages
    )
    observed = {}
    for page in pages:
        root = sites.root_of(page.url_path, roots)
        observed[page.pk] = Observed(
            page_id=page.pk,
            live=page.live and not page.seen_held_back and not page.seen_waits,
            alias=page.alias_of_id is not None,
            private=privacy.is_private(page.path, restricted),
            title=page.title,
            url_path=page.url_path,
            tree_path=page.path,
            locale_id=page.locale_id,
            lang=page.seen_lang,
            set_key=page.translation_key,
            page_type=_page_type(page.content_type_id),
            site_fingerprint=sites.fingerprint(root),
            url=_url(page, roots, page.seen_lang) if urls and root is not None else "",
            machine_made=page.seen_machine_made,
        )
    return observed


def to_observe(which: Q, now: datetime, urls: bool = True) -> Any:
    """The pages of which a condition on the base page model holds, for `observed_of`."""
    # With names that no page type of a host has as a field: Wagtail sets them on the specific object.
    found = (
        swapper.load_model("wagtailcore", "Page")
        .objects.filter(which)
        .order_by()
        .annotate(
            seen_lang=F("locale__language_code"),
            seen_machine_made=_is_machine_made(),
            seen_held_back=_is_under_embargo(now),
            seen_waits=_waits_for_its_time(now),
            seen_restricted=privacy.is_restricted(),
        )
    )
    return found.specific(defer=True) if urls else found.values_list(*COLUMNS, named=True)


def is_live(now: datetime) -> Q:
    """The pages for which `observe` says live and no alias, as a condition on the base page model."""
    return Q(live=True, alias_of__isnull=True, depth__gt=1) & ~waits(now)


def _is_machine_made() -> Exists:
    """What was published before the machine wrote its draft is not the machine's."""
    made = MachineMade.objects.filter(page_id=OuterRef("pk"), at__lte=OuterRef("last_published_at"))
    return Exists(made)


def _is_under_embargo(now: datetime) -> Exists:
    """Of a live page: made so before its time by SQL, which `editorial.hold` cannot see."""
    return Exists(Embargo.objects.filter(page_id=OuterRef("pk"), until__gt=now))


def _waits_for_its_time(now: datetime) -> ExpressionWrapper:
    """A page made and scheduled in one go is live for a moment: Wagtail saves it before it schedules it."""
    return ExpressionWrapper(waits(now), output_field=BooleanField())


def waits(now: datetime) -> Q:
    return Q(last_published_at__isnull=True, go_live_at__gt=now)


def _page_type(content_type_id: int) -> str:
    content_type = ContentType.objects.get_for_id(content_type_id)
    return f"{content_type.app_label}.{content_type.model}"


def _url(page: Any, roots: Sequence[SiteRootPath], lang: str) -> str:
    """The page's address. One that its type cannot make, or no column holds, must not hold up other pages."""
    page._wagtail_cached_site_root_paths = list(roots)  # else each page asks the cache, which may be stale
    try:
        with translation.override(lang or None):
            url = _ascii(page.full_url or "")
    except Exception:
        logger.exception("The address of page %s cannot be made", page.pk)
        return ""
    if len(url) > MAX_LENGTH:
        logger.warning("The address of page %s is longer than %s characters", page.pk, MAX_LENGTH)
        return ""
    return url


def _ascii(url: str) -> str:
    """Percent-encoded, the host in punycode."""
    parts = urlsplit(url)
    if not parts.netloc.isascii():
        parts = parts._replace(netloc=ascii_host(parts.netloc))
    return iri_to_uri(urlunsplit(parts)) or ""
