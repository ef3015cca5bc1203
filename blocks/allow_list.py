"""Rich text brought down to what its editor offers, however it got in: import, API, code, a restored row.

The allow-list is that of the editor: the elements which its features read, by Wagtail's own registry.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

import nh3
from wagtail.rich_text import features as registry

ALWAYS = {"p", "br"}
ATTRIBUTES = {
    "*": {"data-block-key"},  # by which comments find their place in a text
    "a": {"href", "linktype", "id"},
    "embed": {"embedtype", "id", "url", "alt", "format"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# What ends a line for a reader; where its element is not allowed it becomes a paragraph.
LINES = re.compile(
    r"<(/?)(h[1-6]|div|section|article|aside|header|footer|main|blockquote|pre|address|figcaption|caption"
    r"|d[dlt]|t[dhr]|[ou]l|li)\b[^>]*>",
    re.IGNORECASE,
)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # NUL and halves of a character: no database keeps them
EMPTY = re.compile(r"<p>\s*</p>")
EMBED = re.compile(r"<embed\b([^>]*?)\s*/?>")


def cleaned(html: str, features: Iterable[str]) -> str:
    """Stored rich text with the elements of `features` alone. Words are kept, those of scripts are not."""
    html = UNSTORABLE.sub("", html)
    if "<" not in html:
        return html
    allowed = elements(tuple(features))
    marked = LINES.sub(lambda tag: tag[0] if tag[2].lower() in allowed else f"<{tag[1]}p>", html)
    clean = nh3.clean(
        marked,
        tags=set(allowed),
        attributes={tag: names for tag, names in ATTRIBUTES.items() if tag in allowed | {"*"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    if marked != html:
        clean = EMPTY.sub("", clean)
    return EMBED.sub(r"<embed\1/>", clean)  # as Wagtail's rewriter looks for it


@lru_cache(maxsize=64)
def elements(features: Collection[str]) -> frozenset[str]:
    """The elements that an editor with these features understands."""
    rules = (registry.get_converter_rule("contentstate", feature) for feature in features)
    selectors = [selector for rule in rules if rule for selector in rule["from_database_format"]]
    return frozenset(ALWAYS | {re.split(r"[\[.#:]", selector)[0] for selector in selectors})
