"""Language versions that are written, and not public."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newswire.publisher.languages.names import language_name


def findings(page: Any) -> Iterator[tuple[str, str]]:
    """One query. A link leads to the version's own form."""
    reader = get_language() or "en"
    for version in page.get_translations().filter(live=False, alias_of=None).select_related("locale"):
        language = language_name(version.locale.language_code, reader)
        words = _("There is a version that is not public: %(language)s.") % {"language": language}
        yield words, reverse("wagtailadmin_pages:edit", args=[version.pk])
