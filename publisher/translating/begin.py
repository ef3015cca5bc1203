"""Begins a version as a copy of its source: blocks, pictures and credits stay, links change language."""

from dataclasses import dataclass
from typing import Any

import swapper
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Locale

from newswire.publisher.languages.names import language_name

from .page_links import lead_to, pages_linked, versions_in
from .refusal import Refused


@dataclass(frozen=True)
class Begun:
    page: Any  # the draft
    mapped: tuple[str, ...]  # titles of versions that its links lead to now
    missing: tuple[str, ...]  # titles of pages that have no version in its language: links to them stay


def check(source: Any, locale: Locale, user: Any) -> Any:
    """Where the version would stand: the version of the page above, in that language.

    Raises Refused where there is none, the language is taken, or this user may not add a page there.
    """
    language = {"language": language_name(locale.language_code, get_language() or "en")}
    pages = swapper.load_model("wagtailcore", "Page").objects
    taken = pages.filter(translation_key=source.translation_key, locale=locale).first()
    if taken is not None and not taken.alias_of_id:
        raise Refused(_("There is a version in %(language)s already.") % language)
    if taken is not None:
        raise Refused(
            _("In %(language)s an alias stands here. Convert it into a page of its own: it keeps its place.")
            % language
        )
    above = source.get_parent()
    parent = pages.filter(translation_key=above.translation_key, locale=locale).first()
    if parent is None:
        title = {"title": above.get_admin_display_title()}
        raise Refused(
            _("“%(title)s”, the page above, has no version in %(language)s yet.") % (title | language)
        )
    if not parent.permissions_for_user(user).can_add_subpage():
        raise Refused(_("You may not add pages in %(language)s.") % language)
    return parent


def begin(source: Any, locale: Locale, user: Any, title: str = "") -> Begun:
    """Makes the draft. It is compared with the source's live text from the start. Raises Refused.

    `title`: its headline, which gives it a slug in its own language; empty: both are the source's.
    """
    parent = check(source, locale, user)
    try:
        draft, linked, versions = _make(source, locale, user, title, parent)
    except IntegrityError:
        check(source, locale, user)  # somebody else has just made it: that is said
        raise
    missing = [page for page in linked.values() if page.locale_id != locale.pk and page.pk not in versions]
    return Begun(
        draft,
        tuple(page.title for page in versions.values()),
        tuple(page.get_admin_display_title() for page in missing),
    )


@transaction.atomic
def _make(
    source: Any, locale: Locale, user: Any, title: str, parent: Any
) -> tuple[Any, dict[int, Any], dict[int, Any]]:
    """The draft, the pages that the source links to, and those of them that it leads to now."""
    draft = source.specific.copy_for_translation(locale)
    draft = type(source.specific).objects.get(pk=draft.pk)
    linked = pages_linked(draft)
    versions = versions_in(linked, locale)
    lead_to(draft, versions)
    draft.owner = user
    if title:
        _name(draft, title, parent)
    draft.save(clean=False)
    draft.save_revision(user=user, clean=False, log_action=False)
    log(draft, "wagtail.copy_for_translation", user=user, data={"source": {"id": source.pk}})
    return draft, linked, versions


def _name(draft: Any, title: str, parent: Any) -> None:
    draft.title = draft.draft_title = title
    # A headline in letters that the project allows in no address gives none: the source's stays.
    if slug := slugify(title, allow_unicode=getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)):
        draft.slug = find_available_slug(parent, slug[:240])  # of 255: a number may follow


def links_of(source: Any, locale: Locale) -> tuple[list[Any], list[Any]]:
    """What a draft begun now would link to: pages with a version in that language, and those without."""
    linked = pages_linked(source.specific)
    versions = versions_in(linked, locale)
    foreign = [page for page in linked.values() if page.locale_id != locale.pk]
    return (
        [page for page in foreign if page.pk in versions],
        [page for page in foreign if page.pk not in versions],
    )
