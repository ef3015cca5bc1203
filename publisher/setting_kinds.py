"""Is each setting of its kind? A text in place of a list would be read letter by letter."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from os import PathLike
from typing import get_origin

from django.core.checks import CheckMessage, Error

from . import conf

# A check of their own says more of these.
APART = ("secret_keys", "retry_schedule")
# Lists of texts, where Django's own may have pairs, as ADMINS had.
OF_TEXTS = ("page_types", "allowed_hosts", "alarm_recipients")
KINDS: dict[object, tuple[str, tuple[type, ...]]] = {
    tuple: ("a list", (list, tuple, set, frozenset)),
    str: ("a text", (str, PathLike)),
    bool: ("True or False", (bool,)),
    Mapping: ("a dictionary", (Mapping,)),
}


def examine() -> Iterator[CheckMessage]:
    """Never says what a setting is: one of them is secret."""
    current = conf.get()
    for one in fields(conf.Settings):
        kind = KINDS.get(get_origin(one.type) or one.type)
        value = getattr(current, one.name)
        if kind and one.name not in APART and not isinstance(value, kind[1]):
            yield _wrong(one.name, f"is of the type {type(value).__name__}; it takes {kind[0]}")
        elif one.name in OF_TEXTS and not all(isinstance(each, str) for each in value):
            yield _wrong(one.name, "holds something that is no text; it takes a list of texts")
    if current.base_url and not str(current.base_url).startswith(("https://", "http://")):
        yield _wrong("base_url", "does not begin with https:// or http://")


def _wrong(name: str, what: str) -> CheckMessage:
    hint = "docs/settings.md has the default, and what it means."
    return Error(f"{conf.PREFIX}{name.upper()} {what}.", hint=hint, id="newswire.E011")
