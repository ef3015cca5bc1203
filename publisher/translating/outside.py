"""Versions on another site: added, changed and taken away like links, with the same permissions."""

from typing import Any
from uuid import UUID

import swapper
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages
from wagtail.log_actions import log

from newswire.publisher import addresses
from newswire.publisher.languages.names import language_name
from newswire.publisher.models import LanguageSet, OutsideVersion

from .refusal import Refused
from .refuse import check_page


def add(page: Any, lang: str, url: str, user: Any, title: str = "", site_name: str = "") -> OutsideVersion:
    """Says that this page has a version in `lang` at `url`, or that it now stands there.

    Links to it appear at once; hreflang only after `reciprocity.check`. Raises Refused.
    """
    check_page(page, user)
    lang, url = lang.strip().lower(), url.strip()
    if lang == page.locale.language_code:
        raise Refused(_("This page itself is in that language."))
    if not lang or (lang not in get_content_languages() and language_name(lang, "en") == lang):
        raise Refused(_("“%(lang)s” is no code of a language.") % {"lang": lang})
    if not addresses.public_url(url):
        raise Refused(_("This is not a complete address. It begins with https:// and a name."))
    with transaction.atomic():
        of, _created = LanguageSet.objects.get_or_create(key=page.translation_key)
        known = OutsideVersion.objects.select_for_update().filter(set=of, lang=lang).first()
        version = known or OutsideVersion(set=of, lang=lang)
        if version.url != url:
            version.url, version.reciprocal, version.checked_at, version.missing = url, None, None, []
        version.title, version.site_name = title.strip()[:255], site_name.strip()[:255]
        version.save()
        log(page, "newswire.outside", user=user, data={"lang": lang, "url": url})
    return version


def remove(page: Any, lang: str, user: Any) -> None:
    """Raises Refused where there is none, or this user may not edit the page."""
    check_page(page, user)
    with transaction.atomic():
        version = OutsideVersion.objects.filter(set_id=page.translation_key, lang=lang).first()
        if version is None:
            raise Refused(_("There is no version on another site in that language."))
        url = version.url
        version.delete()
        log(page, "newswire.outside", user=user, data={"lang": lang, "url": url, "removed": True})


def mark_full(page: Any, lang: str, user: Any) -> None:
    """Ticks "this is the full version" for the version in `lang`; empty takes it back.

    Raises Refused where there is none, or this user may not edit the page.
    """
    check_page(page, user)
    if lang and not _has(page.translation_key, lang):
        raise Refused(_("There is no version in that language."))
    with transaction.atomic():
        of, _created = LanguageSet.objects.get_or_create(key=page.translation_key)
        of.full_lang = lang
        of.save()
        log(page, "newswire.full_version", user=user, data={"lang": lang})


def _has(key: UUID, lang: str) -> bool:
    """A page of its own in that language, or an outside version."""
    if "\x00" in lang:  # no text of PostgreSQL's
        return False
    pages = swapper.load_model("wagtailcore", "Page").objects
    here = pages.filter(translation_key=key, locale__language_code=lang, alias_of__isnull=True)
    return here.exists() or OutsideVersion.objects.filter(set_id=key, lang=lang).exists()
