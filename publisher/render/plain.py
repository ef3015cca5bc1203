"""HTML as plain text: a paragraph a block, a blank line between two."""

import html_text


def plain(html: str) -> str:
    """What a reader sees of it; pictures, addresses and markup are left out."""
    return str(html_text.extract_text(html)) if html.strip() else ""


def words(text: str) -> int:
    """How many there are between white space: what ninjs and schema.org mean by a word count."""
    return len(text.split())
