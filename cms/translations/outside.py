"""Language versions on other sites: the seam through which whoever keeps them supplies them.

Without a provider there are none, and `newswire.cms` works by itself.
"""

from collections.abc import Callable, Collection, Mapping
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


# What is known of language sets, by translation key; those of which nothing is known may be left out.
Provider = Callable[[Collection[UUID]], Mapping[UUID, Outside]]

_provider: Provider | None = None


def register_outside(provider: Provider | None) -> None:
    """Makes `provider` answer for all translation keys; None takes it away."""
    global _provider
    _provider = provider


def outside_of(keys: Collection[UUID]) -> Mapping[UUID, Outside]:
    """For each key what is known of it, perhaps nothing."""
    known = _provider(keys) if _provider and keys else {}
    return {key: known.get(key, Outside()) for key in keys}
