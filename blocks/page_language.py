"""The language that a page's body is shown in, whoever asks from wherever."""

from typing import Any

from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant


def language_for(page: Any | None) -> str | None:
    """The page's language, or the active one where that is a variant of it (fr-be for fr)."""
    active, lang = get_language(), page_language(page)
    try:
        variant = get_supported_content_language_variant(active or "")
    except LookupError:
        variant = None
    return active if lang in (None, variant) else lang


def page_language(page: Any | None) -> str | None:
    locale = getattr(page, "locale", None)
    return locale.language_code if locale else None
