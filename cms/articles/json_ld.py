"""schema.org's data about an article: the seam through which whoever makes it for receivers supplies it.

Without a provider there is none, and `newswire.cms` works by itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from newswire.cms.translations.versions import LanguageVersion

# (article, its other language versions) to JSON that may stand in a <script>.
Provider = Callable[[Any, Sequence[LanguageVersion]], SafeString]

_provider: Provider | None = None


def register_json_ld(provider: Provider | None) -> None:
    """Makes `provider` answer for every article; None takes it away."""
    global _provider
    _provider = provider


def json_ld_of(page: Any, versions: Sequence[LanguageVersion]) -> SafeString:
    return _provider(page, versions) if _provider else SafeString("")
