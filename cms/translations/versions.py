"""The language versions of a page: "Also in: Français · Deutsch", and their hreflang."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import swapper
from django.http import HttpRequest
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from newswire.blocks.labels import full_article_label
from newswire.blocks.languages import language_name, native_name
from newswire.cms.translations.outside import Outside, OutsideVersion, outside_of


@dataclass(frozen=True)
class LanguageVersion:
    """A page that says the same in another language, here (`page_id`) or on another site."""

    lang: str
    label: str  # in the reader's language; for the full version the sentence that leads to it
    native_name: str
    url: str
    title: str = ""
    page_id: int | None = None
    site_name: str = ""
    is_full: bool = False
    in_hreflang: bool = True

    @property
    def external(self) -> bool:
        return self.page_id is None


@dataclass(frozen=True)
class Alternate:
    hreflang: str
    url: str


def versions_of(page: Any, request: HttpRequest | None = None) -> list[LanguageVersion]:
    """The other versions that readers can reach, in the order of WAGTAIL_CONTENT_LANGUAGES.

    Live public pages of the set, never aliases; a version on another site only where this site has
    none in that language.
    """
    outside = outside_of([page.translation_key])[page.translation_key]
    return versions_among(page, _siblings(page), outside, request)


def versions_among(
    page: Any, siblings: Iterable[Any], outside: Outside, request: HttpRequest | None = None
) -> list[LanguageVersion]:
    """The same, for whoever has fetched the live public pages of the set and what is known of it."""
    reader = page.locale.language_code
    versions = {
        sibling.locale.language_code: _here(sibling, reader, outside, request)
        for sibling in siblings
        if sibling.get_url(request)
    }
    for version in outside.versions:
        if version.lang not in {reader, *versions}:
            versions[version.lang] = _elsewhere(version, reader, outside)
    return sorted(versions.values(), key=lambda version: _place(version.lang))


def alternates(
    page: Any, versions: Sequence[LanguageVersion], request: HttpRequest | None = None
) -> list[Alternate]:
    """hreflang of a page: itself, each version that links back, and x-default.

    Empty where the page stands alone. x-default is the default language's version, if this site has it.
    """
    others = {one.lang: one.url for one in versions if one.in_hreflang}
    if not others:
        return []
    lang, url = page.locale.language_code, page.get_full_url(request) or ""
    here = {one.lang: one.url for one in versions if one.page_id} | {lang: url}
    listed = sorted((others | {lang: url}).items(), key=lambda item: _place(item[0]))
    default = Locale.get_default().language_code
    x_default = [Alternate("x-default", here[default])] if default in here else []
    return [Alternate(*one) for one in listed] + x_default


def _siblings(page: Any) -> Any:
    """Of any page type: an article's version may well be a host's own page."""
    pages = swapper.load_model("wagtailcore", "Page").objects.exclude(pk=page.pk)
    own_set = pages.filter(translation_key=page.translation_key, alias_of__isnull=True)
    return own_set.live().public().select_related("locale")


def _here(sibling: Any, reader: str, outside: Outside, request: HttpRequest | None) -> LanguageVersion:
    lang = sibling.locale.language_code
    is_full = lang == outside.full_lang
    return LanguageVersion(
        lang=lang,
        label=_label(lang, reader, is_full),
        native_name=native_name(lang),
        url=sibling.get_full_url(request),
        title=sibling.title,
        page_id=sibling.pk,
        is_full=is_full,
    )


def _elsewhere(version: OutsideVersion, reader: str, outside: Outside) -> LanguageVersion:
    is_full = version.lang == outside.full_lang
    return LanguageVersion(
        lang=version.lang,
        label=_label(version.lang, reader, is_full),
        native_name=native_name(version.lang),
        url=version.url,
        title=version.title,
        site_name=version.site_name,
        is_full=is_full,
        in_hreflang=version.reciprocal,
    )


def _label(lang: str, reader: str, is_full: bool) -> str:
    return full_article_label(lang, reader) if is_full else language_name(lang, reader)


def _place(lang: str) -> tuple[int, str]:
    own = list(get_content_languages())
    return (own.index(lang) if lang in own else len(own), lang)
