"""wagtail-localize keeps records of its own under a translation key, where it is installed.

Its `TranslatableObject` is keyed by it: when the key goes, its editor is gone without a word, and its
next update makes the page a second time. So a key that it works under is kept, or the link is refused.
"""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from .refusal import Refused


def is_known(key: UUID) -> bool:
    """Does wagtail-localize translate from a page of this set?"""
    return _model("TranslationSource") is not None and _sources(key).exists()


def surviving(preferred: UUID, other: UUID) -> UUID:
    """The key that both sets will have; the one that localize works under goes first.

    Raises Refused where it works under both.
    """
    known = [key for key in (preferred, other) if is_known(key)]
    if len(known) == 2:
        raise Refused(
            _("wagtail-localize translates from both pages. End its translation of one of them first.")
        )
    return known[0] if known else preferred


def check_free(key: UUID, locale_ids: set[int]) -> None:
    """Raises Refused where localize already translates into one of these languages under this key."""
    model = _model("Translation")
    if model and model.objects.filter(source__object_id=key, target_locale__in=locale_ids).exists():
        raise Refused(
            _("wagtail-localize already translates this page into that language. End its translation first.")
        )


def leave(page: Any) -> int:
    """Ends localize's translation into a page that is unlinked; how many records went.

    Raises Refused where it translates from this very page.
    """
    if _model("TranslationSource") is None:
        return 0
    if _sources(page.translation_key).filter(locale=page.locale_id).exists():
        raise Refused(
            _("wagtail-localize translates from “%(title)s”. Unlink its translations instead.")
            % {"title": page.get_admin_display_title()}
        )
    translations = _model("Translation").objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id
    )
    return int(translations.delete()[0])


def _sources(key: UUID) -> Any:
    return _model("TranslationSource").objects.filter(object_id=key)


def _model(name: str) -> Any:
    return apps.get_model("wagtail_localize", name) if apps.is_installed("wagtail_localize") else None
