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

_BY_REQUEST: dict[str, Transport] = {}
_BY_BATCH: dict[str, BatchTransport] = {}


def register(transport: Transport | BatchTransport) -> None:
    """Makes a transport known under its name.

    Raises ValueError where the name is taken, or a member is missing.
    """
    kind = BatchTransport if hasattr(transport, "send_batch") else Transport
    seams.check(transport, kind, "adding-a-transport.md")
    if transport.name in names():
        raise ValueError(f"There is a transport {transport.name} already.")
    if isinstance(transport, BatchTransport):
        _BY_BATCH[transport.name] = transport
    else:
        _BY_REQUEST[transport.name] = transport


def get(name: str) -> Kind:
    """What a kind says of itself. Raises KeyError for a name that no transport has."""
    return _BY_REQUEST.get(name) or _BY_BATCH[name]


def find(name: str) -> Kind | None:
    """The same, and None for a name that no transport has: a channel may outlive its kind."""
    return _BY_REQUEST.get(name) or _BY_BATCH.get(name)


def by_request(name: str) -> Transport:
    """One that the pump sends for. Raises KeyError for any other name."""
    return _BY_REQUEST[name]


def by_batch(name: str) -> BatchTransport:
    """One that sends by itself. Raises KeyError for any other name."""
    return _BY_BATCH[name]


def changes(name: str) -> tuple[str, ...]:
    """The only changes that a kind is told of; () where the channel decides, or nobody knows the kind."""
    kind = find(name)
    return kind.changes if kind else ()


def backfills(name: str) -> bool:
    """Can channels of this kind be sent what was live before them? Mail and chat say only what is new."""
    kind = find(name)
    return kind is not None and kind.backfills


def signs(name: str) -> bool:
    """Does it sign what it sends? Not where nobody knows the kind: its package may have been taken out."""
    kind = find(name)
    return kind is not None and kind.signs


def names() -> list[str]:
    return sorted([*_BY_REQUEST, *_BY_BATCH])


def names_by_request() -> list[str]:
    return sorted(_BY_REQUEST)


def names_by_batch() -> list[str]:
    return sorted(_BY_BATCH)


for _transport in (Webhook(), Email(), IndexNow(), StaticSite(), WebSub()):
    register(_transport)
if find_spec("apprise"):
    register(Chat())
