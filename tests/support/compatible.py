"""Does what is sent now still fit what receivers were told?

Allowed within a version: more properties, a property that is always there now, a further state (receivers
ignore those that they do not know). All else breaks somebody.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

KEYWORDS = ("pattern", "format", "minimum", "maximum", "const", "additionalProperties")
Schema = Mapping[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """Why a reader of the schema `old` may fail over what `new` describes; empty: it cannot."""
    return list(_Comparison(old, new).at("data", old, new))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new

    def at(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        old, new = _resolved(self.old, old), _resolved(self.new, new)
        if (choices := _choices(old)) and _choices(new):
            yield from self._choice(place, choices, _choices(new))
            return
        if not old.keys() - {"title", "description", "default"}:
            return  # anything was allowed
        if old.get("type") != new.get("type"):
            yield f"{place}: was {_kind(old)}, is {_kind(new)}"
            return
        yield from self._values(place, old, new)
        yield from self._properties(place, old, new)
        if "items" in old:
            yield from self.at(f"{place}[]", old["items"], new.get("items", {}))

    def _values(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        for keyword in KEYWORDS:
            if keyword in old and old[keyword] is not True and old[keyword] != new.get(keyword):
                yield f"{place}: {keyword} was {old[keyword]!r}, is {new.get(keyword)!r}"
        if "enum" in old and (more := set(new.get("enum", ())) - set(old["enum"])):
            yield f"{place}: may be {sorted(more)} now"

    def _properties(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        required = set(new.get("required", ()))
        for name, was in old.get("properties", {}).items():
            here = f"{place}.{name}"
            if name not in new.get("properties", {}):
                yield f"{here}: is gone"
                continue
            if name in old.get("required", ()) and name not in required:
                yield f"{here}: may be missing now"
            yield from self.at(here, was, new["properties"][name])

    def _choice(self, place: str, old: Sequence[Schema], new: Sequence[Schema]) -> Iterator[str]:
        """Each old state must live on; each new choice that is no further state must be an old one."""
        states = {_state(self.new, now): now for now in new}
        for was in old:
            if not (state := _state(self.old, was)):
                continue
            if state not in states:
                yield f"{place}: is never {state} now"
            else:
                yield from self.at(f"{place}({state})", was, states[state])
        for now in new:
            if not _state(self.new, now) and not any(self._fits(was, now) for was in old):
                yield f"{place}: may be {_kind(_resolved(self.new, now))} now"

    def _fits(self, was: Schema, now: Schema) -> bool:
        return not list(self.at("", was, now))


def _resolved(root: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref", "")
    return _resolved(root, root["$defs"][reference.rpartition("/")[2]]) if reference else schema


def _choices(schema: Schema) -> Sequence[Schema]:
    found: Sequence[Schema] = schema.get("anyOf") or schema.get("oneOf") or ()
    return found


def _state(root: Schema, choice: Schema) -> str:
    """Of which state a choice is; empty for one that has none."""
    state = _resolved(root, choice).get("properties", {}).get("state", {})
    return str(state.get("const", ""))


def _kind(schema: Schema) -> str:
    return str(schema.get("title") or schema.get("type") or "something else")
