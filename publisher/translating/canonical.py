"""What of a block's value is translatable, as JSON in one spelling, and as lines for a person.

Counted are texts, and what a block points at: pictures, pages, documents, addresses. Not counted are
switches, choices, numbers and dates: they say nothing in any language.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.encoding import force_str
from wagtail import blocks

from .normal import plain, readable, rich

Reference = dict[str, Any]  # {"ref": "app_label.model", "pk": pk}

UNSPOKEN = (
    blocks.BooleanBlock,
    blocks.ChoiceBlock,
    blocks.MultipleChoiceBlock,
    blocks.IntegerBlock,
    blocks.FloatBlock,
    blocks.DecimalBlock,
    blocks.DateBlock,
    blocks.TimeBlock,
    blocks.DateTimeBlock,
    blocks.StaticBlock,
)


def canonical(block: blocks.Block, raw: Any) -> Any:
    """The translatable part of a value as `get_prep_value` gives it; None where there is none."""
    if isinstance(block, UNSPOKEN) or raw is None:
        return None
    if isinstance(block, blocks.BaseStreamBlock):
        return [[kind, value] for kind, _id, value in stream(block, raw)] or None
    if isinstance(block, blocks.ListBlock):
        items = (canonical(block.child_block, _item(one)) for one in raw)
        return [one for one in items if one is not None] or None
    if isinstance(block, blocks.BaseStructBlock):
        return _struct(block, raw)
    if isinstance(block, blocks.RichTextBlock):
        return {"html": rich(force_str(raw))} if rich(force_str(raw)) else None
    if isinstance(block, blocks.ChooserBlock):
        return {"ref": block.model_class._meta.label_lower, "pk": raw} if raw else None
    if isinstance(raw, Mapping) and "rows" in raw and hasattr(block, "child_blocks"):
        return _typed_table(block, raw)
    return _other(raw)


def stream(block: blocks.BaseStreamBlock, raw: Any) -> Iterator[tuple[str, str, Any]]:
    """(type, id, translatable part) of each block of a stream; one whose type is gone is left out."""
    for child in raw or ():
        kind, value, identity = _parts(child)
        if kind in block.child_blocks:
            yield kind, identity, canonical(block.child_blocks[kind], value)


def spelled(part: Any) -> str:
    """The same text for the same translatable part, whatever the order of its keys."""
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def lines(part: Any, names: Mapping[tuple[str, Any], str]) -> Iterator[str]:
    """A translatable part for a person to read. `names`: what is pointed at, by (model, pk)."""
    if isinstance(part, dict) and set(part) == {"ref", "pk"}:
        yield names.get((part["ref"], part["pk"])) or f"#{part['pk']}"
    elif isinstance(part, dict) and set(part) == {"html"}:
        yield readable(part["html"])
    elif isinstance(part, dict):
        for value in part.values():
            yield from lines(value, names)
    elif isinstance(part, list):
        for value in part[1:] if _is_typed(part) else part:
            yield from lines(value, names)
    elif part is not None:
        yield str(part)


def references(part: Any) -> Iterator[Reference]:
    """What a translatable part points at."""
    if isinstance(part, dict) and set(part) == {"ref", "pk"}:
        yield part
    elif isinstance(part, dict | list):
        for value in part.values() if isinstance(part, dict) else part:
            yield from references(value)


def _struct(block: blocks.BaseStructBlock, raw: Any) -> dict[str, Any] | None:
    """A part that an older body does not have counts as its default: the next save writes it."""
    found = {}
    for name, child in block.child_blocks.items():
        value = raw[name] if name in raw else child.get_prep_value(child.normalize(child.get_default()))
        part = canonical(child, value)
        if part is not None:
            found[name] = part
    return found or None


def _typed_table(block: Any, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """Wagtail's table with a block in each cell."""
    kinds = [block.child_blocks.get(column["type"]) for column in raw["columns"]]
    found = {
        "headings": _other([column["heading"] for column in raw["columns"]]),
        "rows": [
            [
                canonical(kind, value) if kind else None
                for kind, value in zip(kinds, row["values"], strict=False)
            ]
            for row in raw["rows"]
        ]
        or None,
        "caption": _other(raw.get("caption")),
    }
    return {name: part for name, part in found.items() if part is not None} or None


def _other(raw: Any) -> Any:
    """Texts, addresses and whatever a host's own block keeps: tables, embeds."""
    if isinstance(raw, str):
        return plain(raw) or None
    if isinstance(raw, Mapping):
        if isinstance(raw.get("data"), list):  # Wagtail's table: the rest is how it looks
            raw = {"data": raw["data"], "caption": raw.get("table_caption")}
        found = {str(name): _other(value) for name, value in raw.items()}
        return {name: value for name, value in found.items() if value is not None} or None
    if isinstance(raw, list | tuple):
        # An empty cell has its place: what follows must not move into it.
        cells = [_other(value) for value in raw]
        return cells if any(cell is not None for cell in cells) else None
    return None


def _parts(child: Any) -> tuple[str, Any, str]:
    if isinstance(child, Mapping):
        return child["type"], child.get("value"), str(child.get("id") or "")
    kind, value, *rest = child  # as a data migration writes it
    return kind, value, str(rest[0] or "") if rest else ""


def _item(one: Any) -> Any:
    is_wrapped = isinstance(one, Mapping) and one.get("type") == "item" and "value" in one
    return one["value"] if is_wrapped else one


def _is_typed(part: list[Any]) -> bool:
    """[type, part] of a block in a stream within a block."""
    return len(part) == 2 and isinstance(part[0], str) and not isinstance(part[1], str)
