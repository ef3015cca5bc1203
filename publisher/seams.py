"""What a host registers is looked at then: what it lacks would fail in a worker, with a page under way."""

import inspect
from collections.abc import Iterable
from typing import Any


def check(thing: Any, protocol: type, docs: str) -> None:
    """Raises ValueError, naming what `thing` lacks of a protocol and the page that explains it."""
    wanted = sorted(name for name in _members(protocol) if not hasattr(thing, name))
    if wanted:
        name = (thing if isinstance(thing, type) else type(thing)).__qualname__
        raise ValueError(f"{name} is no {protocol.__name__}: it lacks {', '.join(wanted)}. See docs/{docs}.")
    if isinstance(thing, type):
        raise ValueError(f"{thing.__qualname__} is a class: register an instance of it. See docs/{docs}.")


def check_call(function: Any, takes: tuple[str, ...], docs: str) -> None:
    """Raises ValueError where `function` cannot be called with arguments of these names, by their order."""
    name = getattr(function, "__qualname__", repr(function))
    called = f"{name} cannot be called as ({', '.join(takes)})"
    if not callable(function):
        raise ValueError(f"{called}: it is no function. See docs/{docs}.")
    try:
        # What a decorator has wrapped may take others than the decorator gives it.
        signature = inspect.signature(function, follow_wrapped=False)
    except (ValueError, NameError):  # written in C, or annotated with what only type checkers import
        return
    try:
        signature.bind(*takes)
    except TypeError as error:
        raise ValueError(f"{called}: {error}. See docs/{docs}.") from error


def check_models(models: Iterable[Any], docs: str) -> None:
    """Raises ValueError for what no page is ever an instance of. A mixin of page models is one."""
    if not models:
        raise ValueError(f"No page model is named. See docs/{docs}.")
    for model in models:
        if not isinstance(model, type):
            raise ValueError(f"{model!r} is no page model: it takes the class. See docs/{docs}.")
        if (meta := getattr(model, "_meta", None)) and meta.proxy:
            concrete = meta.concrete_model.__qualname__
            raise ValueError(f"{model.__qualname__} is a proxy: name {concrete}. See docs/{docs}.")


def _members(protocol: type) -> set[str]:
    """Those that are annotated and those that are written as methods, inherited ones included."""
    found: set[str] = set()
    for base in protocol.__mro__:
        if getattr(base, "_is_protocol", False):
            found.update(inspect.get_annotations(base), vars(base))
    return {name for name in found if not name.startswith("_")}
