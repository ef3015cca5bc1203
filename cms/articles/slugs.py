"""Is a draft's slug still the one that its headline gave it?"""

import re
from typing import Any

import swapper

from newswire.cms.slugs import slug_from


def is_from_headline(page: Any, headline: str) -> bool:
    """True for the headline's own slug, with a number or a language where it was taken, and for
    the one that a translation got from its source."""
    return _made_of(page.slug, slug_from(headline)) or any(
        _made_of(page.slug, slug) for slug in _slugs_of_versions(page)
    )


def _made_of(slug: str, base: str) -> bool:
    return bool(base) and re.fullmatch(rf"{re.escape(base)}(-\d+|-[a-z]{{2,3}}(-[a-z]+)?)?", slug) is not None


def _slugs_of_versions(page: Any) -> list[str]:
    pages = swapper.load_model("wagtailcore", "Page").objects.exclude(pk=page.pk)
    return list(pages.filter(translation_key=page.translation_key).values_list("slug", flat=True))
