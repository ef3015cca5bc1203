"""What a body points at, read from what the database keeps, before any of it is turned into blocks."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.rich_text.rewriters import LinkRewriter


def stored_leaves(block: Block, stored: Any) -> Iterator[tuple[Block, Any]]:
    """(block, stored value) of everything that holds no other block, in reading order."""
    match block:
        case StreamBlock():
            for item in stored or []:
                if child := block.child_blocks.get(item["type"]):
                    yield from stored_leaves(child, item["value"])
        case StructBlock():
            for name, child in block.child_blocks.items():
                yield from stored_leaves(child, (stored or {}).get(name))
        case ListBlock():
            for item in stored or []:
                yield from stored_leaves(block.child_block, _of_list(item))
        case _:
            yield block, stored


def chosen(block: Block, stored: Any) -> Iterator[tuple[type, Any]]:
    """(model, id) of everything that a chooser holds, or that a rich text links to by number."""
    for leaf, value in stored_leaves(block, stored):
        if isinstance(leaf, ChooserBlock) and value is not None:
            yield leaf.model_class, value
        elif isinstance(leaf, RichTextBlock) and value:
            yield from _linked(value)


def _of_list(item: Any) -> Any:
    """As Wagtail tells an item from a bare value, which lists of before 2.16 keep."""
    is_item = isinstance(item, dict) and item.get("type") == "item" and item.keys() >= {"id", "value"}
    return item["value"] if is_item else item


def _linked(html: str) -> Iterator[tuple[type, Any]]:
    """Wagtail's own kinds of links; those that a site adds are looked up by their handlers."""
    from wagtail.documents.rich_text import DocumentLinkHandler
    from wagtail.rich_text.pages import PageLinkHandler

    for handler in (PageLinkHandler, DocumentLinkHandler):
        for tag in LinkRewriter().extract_tags(html).get(handler.identifier, []):
            number = tag.attrs.get("id", "")
            if number.isdecimal() and len(number) < 19:
                yield handler.get_model(), int(number)
