"""A document with the site's own addresses in place of the newsroom's, where it has what they lead to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from newswire.publisher.render.addresses import SRCSET_CANDIDATE, key

# In what render.sanitised() returns: attributes quoted, no `<` in texts.
TAG = re.compile(r"<[a-z][a-z0-9]*(?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?>")
ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
PICTURES = frozenset({"src", "srcset", "poster"})


@dataclass(frozen=True)
class Own:
    """The site's own addresses: of publications, and of what stood at an address of the newsroom's."""

    publications: Mapping[str, str] = field(default_factory=dict)  # by uuid
    addresses: Mapping[str, str] = field(default_factory=dict)

    def seen_from_here(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """`data` anew: each address in it, alone or in an attribute of its html, as far as it is known."""
        known = Own(self.publications, {**self._linked(data), **self.addresses})
        found: dict[str, Any] = known._value(data)
        return found

    def _linked(self, data: Mapping[str, Any]) -> dict[str, str]:
        return {url: self.publications[id] for id, url in links(data) if id in self.publications}

    def _value(self, value: Any, name: str = "") -> Any:
        if isinstance(value, Mapping):
            return {name: self._value(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        if not isinstance(value, str):
            return value
        return self._html(value) if name == "html" else self.addresses.get(value, value)

    def _html(self, html: str) -> str:
        return TAG.sub(lambda tag: self._tag(tag[0]), html)

    def _tag(self, tag: str) -> str:
        attributes = dict(ATTRIBUTE.findall(tag))
        target = self.publications.get(attributes.get("data-publication", ""), "")

        def own(attribute: re.Match[str]) -> str:
            name, value = attribute[1], unescape(attribute[2])
            if name == "href" and target:
                value = target + value.removeprefix(key(value))
            elif name == "srcset":
                value = ", ".join(f"{self._address(url)} {size}".strip() for url, size in _candidates(value))
            elif name in ("href", "src", "poster"):
                value = self._address(value)
            else:
                return attribute[0]
            return f' {name}="{escape(value)}"'

        return ATTRIBUTE.sub(own, tag)

    def _address(self, url: str) -> str:
        return self.addresses.get(url, url)


def links(data: Any) -> Iterator[tuple[str, str]]:
    """`(uuid, address)` of each publication that a document names, itself too."""
    for name, value in _texts(data):
        if name == "html":
            for tag in TAG.findall(value):
                attributes = dict(ATTRIBUTE.findall(tag))
                if id := attributes.get("data-publication"):
                    yield id, key(unescape(attributes.get("href", "")))
    yield from _identified(data)


def pictures(data: Any) -> Iterator[str]:
    """Each address in a document that may be a picture's: of its renditions, and in its html."""
    for name, value in _texts(data):
        if name == "url":
            yield value
        elif name == "html":
            for tag in TAG.findall(value):
                for attribute, found in ATTRIBUTE.findall(tag):
                    if attribute in PICTURES:
                        yield from (url for url, _size in _candidates(unescape(found)))


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text with the name that it stands under."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _identified(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        id, url = value.get("id"), value.get("url")
        if isinstance(id, str) and isinstance(url, str) and id and url:
            yield id, url
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _identified(inner)


def _candidates(srcset: str) -> list[tuple[str, str]]:
    return SRCSET_CANDIDATE.findall(srcset)
