"""Where automatic related news comes from.

The blocks know no page model; the app that owns the articles registers one provider when it is
ready. Without a provider automatic related news is empty.
"""

from collections.abc import Collection, Sequence
from typing import Any, Protocol


class Provider(Protocol):
    def __call__(self, page: Any, *, limit: int, exclude: Collection[int]) -> Sequence[Any]:
        """At most `limit` pages related to `page`, best first, without the ids in `exclude`.

        The provider offers pages of the page's language only; `resolve_related` still leaves out
        what is not live, not public, in another language or a version of the page itself.
        """


_provider: Provider | None = None


def register_candidates(provider: Provider | None) -> None:
    """Makes `provider` the one source of automatic related news; None takes it away."""
    global _provider
    _provider = provider


def candidates(page: Any, *, limit: int, exclude: Collection[int]) -> Sequence[Any]:
    if _provider is None or limit < 1:
        return []
    return _provider(page, limit=limit, exclude=exclude)
