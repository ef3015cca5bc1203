"""Language versions on other sites: the seam through which whoever keeps them supplies them.

Without a provider there are none, and `newswire.cms` works by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class OutsideVersion:
    lang: str
    url: str
    title: str = ""
    site_name: str = ""
    reciprocal: bool = False  # that page links back by hreflang: only then is it named in ours


@dataclass(frozen=True)
class Outside:
    """What is known of one language set beyond the pages of this site."""

    versions: tuple[OutsideVersion, ...] = ()
    full_lang: str = ""  # the language of the member marked "this is the full version"


Provider = Callable[[UUID], Outside]

_provider: Provider | None = None


def register_outside(provider: Provider | None) -> None:
    """Makes `provider` answer for every translation key; None takes it away."""
    global _provider
    _provider = provider


def outside_of(key: UUID) -> Outside:
    return _provider(key) if _provider else Outside()
