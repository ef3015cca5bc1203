"""The kinds of channels, by name.

Adding one: docs/adding-a-transport.md.
"""

from importlib.util import find_spec

from newswire.publisher import seams

from .base import BatchTransport, Kind, Transport
from .chat import Chat
from .email import Email
from .indexnow import IndexNow
from .storage import StaticSite
from .webhook import Webhook
from .websub import WebSub

_SENT: dict[str, Transport] = {}
_BATCHED: dict[str, BatchTransport] = {}


def register(transport: Transport | BatchTransport) -> None:
    """Makes a transport known under its name.

    Raises ValueError where the name is taken, or a member is missing.
    """
    kind = BatchTransport if hasattr(transport, "send_batch") else Transport
    seams.check(transport, kind, "adding-a-transport.md")
    if transport.name in names():
        raise ValueError(f"There is a transport {transport.name} already.")
    if isinstance(transport, BatchTransport):
        _BATCHED[transport.name] = transport
    else:
        _SENT[transport.name] = transport


def get(name: str) -> Kind:
    """What a kind says of itself. Raises KeyError for a name that no transport has."""
    return _SENT.get(name) or _BATCHED[name]


def sent(name: str) -> Transport:
    """One that the pump sends for. Raises KeyError for any other name."""
    return _SENT[name]


def batched(name: str) -> BatchTransport:
    """One that sends by itself. Raises KeyError for any other name."""
    return _BATCHED[name]


def changes(name: str) -> tuple[str, ...]:
    """The only changes that a kind is told of; () where the channel decides, or nobody knows the kind."""
    kind = _SENT.get(name) or _BATCHED.get(name)
    return kind.changes if kind else ()


def names() -> list[str]:
    return sorted([*_SENT, *_BATCHED])


def names_sent() -> list[str]:
    return sorted(_SENT)


def names_batched() -> list[str]:
    return sorted(_BATCHED)


for _transport in (Webhook(), Email(), IndexNow(), StaticSite(), WebSub()):
    register(_transport)
if find_spec("apprise"):
    register(Chat())
