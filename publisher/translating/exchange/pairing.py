"""A source and its version walked side by side, text by text.

One walk serves all: taking out the texts of a source (with itself for a version), finding what was
translated already, and putting a translation in. What is no text (pictures, pages, addresses, numbers,
choices) stays as the version has it. A block that the version lacks is copied from the source where
`visit` gives any of its texts; one that the source lacks stays.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.db import models
from django.utils.encoding import force_str
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from newswire.publisher.translating.units import UNSPOKEN, own_fields, relations

_NAME = re.compile(r"[A-Za-z0-9_:-]+")  # what may be part of an XML name token


@dataclass(frozen=True)
class Place:
    key: str  # "body.<block id>.pictures.<item id>.caption": the same as long as the block is
    field: str
    kind: str = ""  # the type of a body's block
    block: str = ""  # its id
    is_rich: bool = False
    longest: int | None = None  # characters


class Visit(Protocol):
    given: int  # how many texts it has given so far

    def __call__(self, place: Place, source: str, version: str) -> str:
        """What the version is to say there."""


def pair(source: Any, version: Any, visit: Visit) -> None:
    """Walks both pages, which are of one type, and changes `version` in memory alone."""
    for field in own_fields(source):
        value = _column(field, source, version, Place(field.name, field.name), visit)
        if value is not None:
            setattr(version, field.name, value)
    for relation in relations(source):
        _rows(relation, source, version, visit)


def _column(field: models.Field, source: Any, version: Any, place: Place, visit: Visit) -> Any:
    """None where the column holds no text."""
    if isinstance(field, StreamField):
        raws = [field.stream_block.get_prep_value(getattr(one, field.name)) for one in (source, version)]
        return field.to_python(_value(field.stream_block, raws[0], raws[1], place, visit))
    said = getattr(source, field.attname)
    if isinstance(field, UNSPOKEN) or field.choices or not isinstance(said, str):
        return None
    is_rich = isinstance(field, RichTextField)
    place = replace(place, is_rich=is_rich, longest=field.max_length)
    return visit(place, said, getattr(version, field.attname) or "")


def _value(block: blocks.Block, source: Any, version: Any, place: Place, visit: Visit) -> Any:
    """The version's raw value of one block, as `get_prep_value` gives it."""
    if isinstance(block, blocks.BaseStreamBlock):
        return _children(block, list(source or ()), list(version or ()), place, visit)
    if isinstance(block, blocks.ListBlock):
        return _items(block, list(source or ()), list(version or ()), place, visit)
    if isinstance(block, blocks.BaseStructBlock):
        return _struct(block, source or {}, version or {}, place, visit)
    if isinstance(block, blocks.RichTextBlock):
        return visit(replace(place, is_rich=True), force_str(source or ""), force_str(version or ""))
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        longest = getattr(block.field, "max_length", None)
        return visit(replace(place, longest=longest), str(source or ""), str(version or ""))
    if isinstance(source, Mapping) and isinstance(source.get("data"), list):
        return _table(block, source, version, place, visit)
    if isinstance(source, Mapping) and "rows" in source and hasattr(block, "child_blocks"):
        return _typed_table(block, source, version, place, visit)
    return source if version is None else version


def _struct(
    block: Any, source: Mapping[str, Any], version: Mapping[str, Any], at: Place, visit: Visit
) -> Any:
    found = dict(version)
    for name, child in block.child_blocks.items():
        if name in source:
            found[name] = _value(child, source[name], version.get(name), _below(at, name), visit)
    return found


def _children(block: Any, source: list[Any], version: list[Any], at: Place, visit: Visit) -> list[Any]:
    known = [one for one in source if one["type"] in block.child_blocks]

    def value(one: Any, other: Any, place: Place) -> Any:
        if not at.kind:
            place = replace(place, kind=one["type"], block=str(one.get("id") or ""))
        return _value(block.child_blocks[one["type"]], one["value"], other["value"], place, visit)

    return _beside(known, version, at, value, visit)


def _items(
    block: blocks.ListBlock, source: list[Any], version: list[Any], at: Place, visit: Visit
) -> list[Any]:
    wrapped, others = [_wrapped(one) for one in source], [_wrapped(one) for one in version]

    def value(one: Any, other: Any, place: Place) -> Any:
        return _value(block.child_block, one["value"], other["value"], place, visit)

    return _beside(wrapped, others, at, value, visit)


def _beside(source: list[Any], version: list[Any], at: Place, value: Any, visit: Visit) -> list[Any]:
    """Each of the source with its partner, in the version's order; those without one where they belong."""
    partners, found, after = partners_of(source, version), list(version), 0
    for number, one in enumerate(source):
        place = _below(at, _name(one, number))
        other = partners.get(number)
        if other is not None:
            after = next(n for n, each in enumerate(found) if each is version[other])
            found[after] = version[other] = {**version[other], "value": value(one, version[other], place)}
            after += 1
            continue
        before = visit.given
        new = {**one, "value": value(one, copy.deepcopy(one), place)}
        if visit.given > before:
            found.insert(after, new)
            after += 1
    return found


def partners_of(source: Sequence[Any], version: Sequence[Any]) -> dict[int, int]:
    """Place in the source to place in the version: by id, else the next one of its type that has none.

    A page made by hand has blocks with ids of its own.
    """
    ids = {one.get("id"): number for number, one in enumerate(version) if one.get("id")}
    found = {number: ids[one["id"]] for number, one in enumerate(source) if one.get("id") in ids}
    free = [number for number in range(len(version)) if number not in set(found.values())]
    for number, one in enumerate(source):
        if number not in found:
            alike = next((other for other in free if version[other]["type"] == one["type"]), None)
            if alike is not None:
                free.remove(alike)
                found[number] = alike
    return found


def _table(block: Any, source: Any, version: Any, at: Place, visit: Visit) -> Any:
    """Wagtail's table. One whose cells are HTML stays as it is: nothing could hold a file to a list."""
    if getattr(block, "table_options", {}).get("renderer") == "html":
        return source if version is None else version
    rows, others = source["data"], (version or {}).get("data") or []
    if [len(row) for row in rows] != [len(row) for row in others]:
        version, others = dict(source), rows
    data = [
        [
            visit(_below(at, f"{r}.{c}"), str(cell or ""), str(others[r][c] or "")) or None
            for c, cell in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]
    caption = source.get("table_caption")
    if caption:
        caption = visit(_below(at, "caption"), caption, version.get("table_caption") or "")
    return {**version, "data": data, **({"table_caption": caption} if caption else {})}


def _typed_table(block: Any, source: Any, version: Any, at: Place, visit: Visit) -> Any:
    """Wagtail's table with a block in each cell."""
    shape = [[column["type"] for column in source["columns"]], len(source["rows"])]
    theirs = version and [[column["type"] for column in version["columns"]], len(version["rows"])]
    other = version if shape == theirs else source
    kinds = [block.child_blocks.get(column["type"]) for column in source["columns"]]

    def heading(n: int) -> str:
        named = (one["columns"][n]["heading"] for one in (source, other))
        return visit(_below(at, f"h.{n}"), *named)

    def cell(r: int, c: int) -> Any:
        said, says = (one["rows"][r]["values"][c] for one in (source, other))
        return _value(kinds[c], said, says, _below(at, f"{r}.{c}"), visit) if kinds[c] else says

    columns = [{**one, "heading": heading(n)} for n, one in enumerate(other["columns"])]
    rows = [{**row, "values": [cell(r, c) for c in range(len(kinds))]} for r, row in enumerate(other["rows"])]
    caption = visit(_below(at, "caption"), source.get("caption") or "", other.get("caption") or "")
    return {**other, "columns": columns, "rows": rows, "caption": caption}


def _rows(relation: str, source: Any, version: Any, visit: Visit) -> None:
    """Rows that belong to the page, by their place: neither version knows the other's numbers."""
    theirs = list(getattr(version, relation).all())
    for number, row in enumerate(getattr(source, relation).all()):
        at = Place(f"{relation}.{number}", relation)
        other = theirs[number] if number < len(theirs) else _copy(row, version)
        before = visit.given
        for field in row._meta.concrete_fields:
            if field.editable and not field.primary_key and not isinstance(field, ParentalKey):
                value = _column(field, row, other, _below(at, field.name), visit)
                if value is not None:
                    setattr(other, field.name, value)
        if number < len(theirs) or visit.given > before:
            getattr(version, relation).add(other)


def _copy(row: Any, version: Any) -> Any:
    """A row of the source for a version that has fewer; in the version's language where it has one."""
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new.pk, new._state.adding = None, True
    if hasattr(new, "locale_id"):
        new.locale_id = version.locale_id
    return new


def _below(at: Place, name: str) -> Place:
    return replace(at, key=f"{at.key}.{name}")


def _name(one: Any, number: int) -> str:
    identity = str(one.get("id") or "")
    return identity if _NAME.fullmatch(identity) else f"n{number}"


def _wrapped(one: Any) -> Any:
    is_wrapped = isinstance(one, Mapping) and one.get("type") == "item" and "value" in one
    return one if is_wrapped else {"type": "item", "value": one}
