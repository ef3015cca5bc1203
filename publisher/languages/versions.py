"""The language versions of a page: live ones of this site, and those on other sites."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import swapper
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant

from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.models import LanguageSet
from newswire.publisher.observed import Observed, observed_of, to_observe

from .labels import version_label
from .names import native_name


@dataclass(frozen=True)
class Version:
    """A page that says the same in another language. `page_id` is None on another site."""

    lang: str
    url: str  # absolute
    page_id: int | None = None
    links_back: bool = True  # only then is hreflang sent
    full: bool = False  # marked as the full version: its link says so
    machine_made: bool = False  # and nobody has confirmed it

    @property
    def status(self) -> str:
        """`live` here; `confirmed` or `unconfirmed` elsewhere: does that page link back to this one?"""
        if self.page_id is not None:
            return "live"
        return "confirmed" if self.links_back else "unconfirmed"

    def represented(self, reader: str, ids: Mapping[int, UUID]) -> dict[str, Any]:
        """One element of `languageVersions`, for a page in the language `reader`."""
        found = ids.get(self.page_id) if self.page_id is not None else None
        return {
            "lang": self.lang,
            "nativeName": native_name(self.lang),
            "label": version_label(self.lang, reader, full=self.full),
            "url": self.url,
            **({"id": str(found)} if found else {}),
            "external": self.page_id is None,
            "status": self.status,
            **({"machineMade": True} if self.machine_made else {}),
        }


def set_members(page_id: int) -> dict[int, Observed]:
    """A page and the live pages of its language set, by their ids; an alias is no version."""
    return observed_of(_set(timezone.now(), page_id))


@compiled_by_key
def _set(now: datetime, page_id: int) -> QuerySet:
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    key = pages.filter(pk=page_id).values("translation_key")[:1]
    version = Q(translation_key=key, live=True, alias_of__isnull=True)
    return to_observe(version | Q(pk=page_id), now)


@compiled_by_key
def _known(key: UUID) -> QuerySet[LanguageSet]:
    return LanguageSet.objects.filter(key=key).order_by()[:1]


def versions_of(page: Observed, members: Iterable[Observed]) -> list[Version]:
    """The other versions of `page`, in the order of WAGTAIL_CONTENT_LANGUAGES. Two queries.

    `members` are the pages of its set as observed. A page of this site is preferred to another
    site's in the same language; the visible link to that one does not wait for its linking back.
    """
    known = _known.first(page.set_key)
    full_lang = known.full_lang if known else ""
    found = {
        outside.lang: Version(
            outside.lang,
            outside.url,
            links_back=outside.reciprocal is True,
            full=outside.lang == full_lang,
        )
        for outside in (known.outside_versions.all() if known else ())
    }
    for member in members:
        if member.set_key == page.set_key and member.public and member.url:
            full = member.lang == full_lang
            found[member.lang] = Version(
                member.lang, member.url, member.page_id, full=full, machine_made=member.machine_made
            )
    found.pop(page.lang, None)
    return sorted(found.values(), key=lambda version: _place(version.lang))


def hreflang(page: Observed, versions: Sequence[Version]) -> list[dict[str, str]]:
    """The alternates of a page, itself among them; empty where it stands alone.

    `x-default` is the default language's version where the set has a live one here.
    """
    default = default_language()
    alternates = {version.lang: version.url for version in versions if version.links_back}
    if not alternates:
        return []
    here = {version.lang: version.url for version in versions if version.page_id is not None}
    alternates[page.lang] = here[page.lang] = page.url
    listed = [{"lang": lang, "url": alternates[lang]} for lang in sorted(alternates, key=_place)]
    return listed + ([{"lang": "x-default", "url": here[default]}] if default in here else [])


def stands_for(page: Observed, versions: Sequence[Version]) -> list[str]:
    """The languages that have no version of this page, where it is the one to fall back to."""
    if page.lang != default_language():
        return []
    there = {page.lang, *(version.lang for version in versions)}
    return [lang for lang in get_content_languages() if lang not in there]


def default_language() -> str:
    """The site's own language: what `x-default` names, and what others fall back to."""
    try:
        return str(get_supported_content_language_variant(settings.LANGUAGE_CODE))
    except LookupError:
        return str(settings.LANGUAGE_CODE)


def _place(lang: str) -> tuple[int, str]:
    order = list(get_content_languages())
    return (order.index(lang) if lang in order else len(order), lang)
