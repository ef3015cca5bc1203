"""The languages of one page, a row each: what there is, how it stands, what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import swapper
from django.utils.translation import get_language
from wagtail.coreutils import get_content_languages

from newswire.publisher.languages.names import direction, language_name, native_name
from newswire.publisher.models import LanguageSet, MachineMade, OutsideVersion
from newswire.publisher.translating.desk import languages_of
from newswire.publisher.translating.machine.marks import marked
from newswire.publisher.translating.source import fresh_source
from newswire.publisher.translating.staleness import Standing, standings


@dataclass(frozen=True)
class LanguageRow:
    lang: str
    page: Any = None  # here; None: there is none
    outside: OutsideVersion | None = None
    standing: Standing | None = None
    is_this: bool = False  # the page that the panel belongs to
    is_full: bool = False
    may_edit: bool = False
    machine: MachineMade | None = None  # by a machine, and nobody has confirmed it
    may_work: bool = False  # the site has this language, and this user may begin or link a version there

    @property
    def name(self) -> str:
        return language_name(self.lang, get_language() or "en")

    @property
    def native(self) -> str:
        return native_name(self.lang)

    @property
    def dir(self) -> str:
        return direction(self.lang)

    @property
    def state(self) -> str:
        """`live`, `draft`, `alias`, `outside` or `missing`."""
        if self.page is not None:
            return "alias" if self.page.alias_of_id else "live" if self.page.live else "draft"
        return "outside" if self.outside else "missing"


def rows_of(page: Any, user: Any) -> list[LanguageRow]:
    """In the order of WAGTAIL_CONTENT_LANGUAGES, then languages that only the set has."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    members = {
        one.locale.language_code: one
        for one in pages.filter(translation_key=page.translation_key).select_related("locale")
    }
    known = LanguageSet.objects.filter(key=page.translation_key).prefetch_related("outside_versions").first()
    outside = {one.lang: one for one in known.outside_versions.all()} if known else {}
    own = [one for one in members.values() if not one.alias_of_id]
    standing = standings(page.translation_key, own)
    mine = {locale.language_code for locale in languages_of(user)}
    machine = marked(one.pk for one in own)
    return [
        LanguageRow(
            lang,
            member,
            outside.get(lang),
            standing.get(member.pk) if member else None,
            is_this=member is not None and member.pk == page.pk,
            is_full=bool(known and known.full_lang == lang),
            may_edit=member is not None and member.permissions_for_user(user).can_edit(),
            machine=machine.get(member.pk) if member else None,
            may_work=lang in mine,
        )
        for lang in _languages({*members, *outside})
        for member in [members.get(lang)]
    ]


def is_linked(rows: list[LanguageRow]) -> bool:
    """Is there more than one page of its own: something to unlink?"""
    return sum(row.page is not None and not row.page.alias_of_id for row in rows) > 1


def may_see(user: Any, page: Any) -> bool:
    """Whoever may edit one version sees the others, to read them."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    members = pages.filter(translation_key=page.translation_key)
    return any(member.permissions_for_user(user).can_edit() for member in members)


def may_translate(user: Any, page: Any, locale: Any) -> bool:
    """Also whoever works in that language, where the source is live: a draft is its own editors' affair."""
    if may_see(user, page):
        return True
    is_mine = any(one.pk == locale.pk for one in languages_of(user))
    return is_mine and fresh_source(page.translation_key) is not None


def _languages(found: set[str]) -> Iterator[str]:
    configured = list(get_content_languages())
    yield from configured
    yield from sorted(found - set(configured))
