"""Two bodies, field by field, as lines of text with what was taken out and what was put in."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import lxml.html
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newswire.publisher.word_by_word import Piece, pieces

# What starts a new line for a reader.
BLOCKS = (
    *(
        "p",
        "li",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "dt",
        "dd",
        "figcaption",
        "blockquote",
    ),
    *("div", "section", "article", "aside", "figure", "table", "ul", "ol", "dl"),
)


@dataclass(frozen=True)
class Part:
    """One field that differs. Each line is told in pieces."""

    label: str | Promise
    lines: Sequence[Sequence[Piece]]


Reader = Callable[[Any], Iterator[str]]


def _plain(value: Any) -> Iterator[str]:
    if value:
        yield str(value)


def _html(value: Any) -> Iterator[str]:
    """Its text, with a line for each paragraph, heading, cell or item of a list."""
    if not value or not value.strip():
        return
    root = lxml.html.fragment_fromstring(value, create_parent="div")
    for element in root.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    for line in root.text_content().split("\n"):
        if text := " ".join(line.split()):
            yield text


def _named(*names: str) -> Reader:
    """A list of objects: one line each, of these of their values."""

    def lines(value: Any) -> Iterator[str]:
        for item in value or ():
            found = [_text(item.get(name)) for name in names]
            if line := ", ".join(text for text in found if text):
                yield line

    return lines


def _text(value: Any) -> str:
    return str(value.get("text") or "") if isinstance(value, Mapping) else str(value or "")


# In the order in which a reader meets them. What only says how a version was announced is not among them.
FIELDS: Sequence[tuple[str, str | Promise, Reader]] = (
    ("state", _("State"), _plain),
    ("kicker", _("Line above the headline"), _plain),
    ("title", _("Headline"), _plain),
    ("summary", _("Summary"), _plain),
    ("dateline", _("Place"), _plain),
    ("html", _("Text"), _html),
    ("images", _("Pictures"), _named("alt", "caption", "credit")),
    ("authors", _("Authors"), _named("name", "role")),
    ("topics", _("Topics"), _named("name")),
    ("section", _("Section"), _plain),
    ("corrections", _("Corrections"), _named("at", "note")),
    ("publishedAt", _("Publication date"), _plain),
    ("url", _("Address"), _plain),
    ("languageVersions", _("Language versions"), _named("nativeName", "url")),
    ("fullArticle", _("Full article"), _named("label", "url")),
    ("related", _("Related news"), _named("title", "url")),
)


def parts_of_bodies(held: bytes, now: bytes | None) -> list[Part]:
    """`now` is None for a page that the site should hold no longer. Either may be of any format."""
    before = _data(held)
    if before is not None:
        return parts_of(before, {"state": "gone"} if now is None else _data(now) or {})
    old, new = _readable(held), _readable(now or b"")
    return [Part(_("Text"), list(_lines(old, new)))] if old != new else []


def _data(body: bytes) -> Mapping[str, Any] | None:
    """The `data` of an event in CloudEvents; None for another format."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    data = found.get("data") if isinstance(found, dict) else None
    return data if isinstance(data, dict) else None


def _readable(body: bytes) -> list[str]:
    """The lines of HTML, of JSON, or of plain text."""
    text = body.decode(errors="replace")
    if text.lstrip().startswith("<"):
        return list(_html(text))
    if text.lstrip().startswith("{"):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    return [line for one in text.splitlines() if (line := one.strip())]


def parts_of(held: Mapping[str, Any], now: Mapping[str, Any]) -> list[Part]:
    """The fields whose texts differ. A field that a thin notice has not is not compared."""
    gone = now.get("state") != held.get("state")
    found = []
    for name, label, lines in FIELDS:
        if name in held and (name in now or gone):
            before, after = list(lines(held.get(name))), list(lines(now.get(name)))
            if before != after:
                found.append(Part(label, list(_lines(before, after))))
    return found


def _lines(before: list[str], after: list[str]) -> Iterator[list[Piece]]:
    """Lines that stayed are left out: what is read is what differs."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = before[start:end], after[new_start:new_end]
        if len(old) == len(new):
            yield from (pieces(*pair) for pair in zip(old, new, strict=True))
        else:
            yield from ([Piece("deletion", text)] for text in old)
            yield from ([Piece("addition", text)] for text in new)
