"""What a host registers is looked at then: what it lacks would fail in a worker, with a page under way."""

import inspect
from typing import Any


def check(thing: Any, protocol: type, docs: str) -> None:
    """Raises ValueError, naming what `thing` lacks of a protocol and the page that explains it."""
    wanted = sorted(name for name in _members(protocol) if not hasattr(thing, name))
    if wanted:
        name = (thing if isinstance(thing, type) else type(thing)).__qualname__
        raise ValueError(f"{name} is no {protocol.__name__}: it lacks {', '.join(wanted)}. See docs/{docs}.")
    if isinstance(thing, type):
        raise ValueError(f"{thing.__qualname__} is a class: register an instance of it. See docs/{docs}.")


def _members(protocol: type) -> set[str]:
    """Those that are annotated and those that are written as methods, inherited ones included."""
    found: set[str] = set()
    for base in protocol.__mro__:
        if getattr(base, "_is_protocol", False):
            found.update(inspect.get_annotations(base), vars(base))
    return {name for name in found if not name.startswith("_")}
