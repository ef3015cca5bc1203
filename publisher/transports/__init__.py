"""The kinds of channels that the pump can serve, by name.

Adding one: docs/adding-a-transport.md.
"""

from .base import Transport
from .webhook import Webhook

_TRANSPORTS: dict[str, Transport] = {}


def register(transport: Transport) -> Transport:
    """Makes a transport known under its name. Raises ValueError where the name is taken."""
    if transport.name in _TRANSPORTS:
        raise ValueError(f"There is a transport {transport.name} already.")
    _TRANSPORTS[transport.name] = transport
    return transport


def get(name: str) -> Transport:
    """Raises KeyError for a name that no transport has."""
    return _TRANSPORTS[name]


def names() -> list[str]:
    return sorted(_TRANSPORTS)


register(Webhook())
