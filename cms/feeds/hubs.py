"""The WebSub hubs that the feeds name: those of NEWSWIRE_HUBS, and the newsroom's own.

The seam through which whoever has a hub supplies it. Without a provider there is none.
"""

from collections.abc import Callable

from django.conf import settings

_own: Callable[[], str] | None = None


def register_hub(address: Callable[[], str] | None) -> None:
    """Makes `address` answer where the newsroom's own hub is, empty where it is off; None takes it away."""
    global _own
    _own = address


def hubs() -> tuple[str, ...]:
    own = _own() if _own else ""
    return (*getattr(settings, "NEWSWIRE_HUBS", ()), *([own] if own else []))
