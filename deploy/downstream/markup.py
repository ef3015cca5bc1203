"""What the page around a received body must know about its HTML.

The HTML is shown as received: the sender sanitised and signed it. Only the addresses of links to
what this site has itself are replaced, in place, so that every other byte stays.
"""

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import accumulate


class Markup(HTMLParser):
    """`classes` and `tags` are all that occur in `text`."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.classes: set[str] = set()
        self.tags: set[str] = set()
        self._links: list[tuple[int, str, str]] = []  # position, tag as written, target
        self._lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.feed(text)
        self.close()

    @property
    def targets(self) -> set[str]:
        """Where the links lead: the publication's id where a link carries one, else the address."""
        return {target for _, _, target in self._links}

    def pointing_at(self, addresses: Mapping[str, str]) -> str:
        """The text with each link to a target in `addresses` pointed at the address there."""
        pieces: list[str] = []
        done = 0
        for position, tag, target in self._links:
            if target in addresses:
                pieces += [self.text[done:position], _with_address(tag, addresses[target])]
                done = position + len(tag)
        return "".join([*pieces, self.text[done:]])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.add(tag)
        self.classes.update((values.get("class") or "").split())
        target = (values.get("data-publication") or "").lower() or values.get("href")
        written = self.get_starttag_text()
        if tag == "a" and target and written:
            line, column = self.getpos()
            self._links.append((self._lines[line - 1] + column, written, target))

    def parse_html_declaration(self, i: int) -> int:
        # Python's own raises AssertionError on a broken "<![": browsers take it for a comment.
        is_comment = self.rawdata.startswith("<!--", i)
        return self.parse_comment(i) if is_comment else self.parse_bogus_comment(i)


def _with_address(tag: str, address: str) -> str:
    """The `<a ...>` tag with this href, whatever it had."""
    bare = re.sub(r"""\shref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", "", tag, flags=re.IGNORECASE)
    return f'{bare[:2]} href="{html.escape(address)}"{bare[2:]}'
