"""One walk through a body: its pictures, pages and rich texts, however deep they sit."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue


def leaves(value: Any, struct: StructValue | None = None) -> Iterator[tuple[Any, StructValue | None]]:
    """Yields (leaf value, the struct that holds it) in reading order."""
    match value:
        case StructValue():
            for child in value.values():
                yield from leaves(child, value)
        case StreamValue():
            for bound in value:
                yield from leaves(bound.value, struct)
        case ListValue():
            for child in value:
                yield from leaves(child, struct)
        case _:
            yield value, struct
