"""What a screen reader gets of a page."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page


class Tree:
    """Chromium's own accessibility tree, as a screen reader gets it."""

    def __init__(self, page: Page) -> None:
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        self.by_id = {node["nodeId"]: node for node in nodes}
        self.nodes = [node for node in self._read(nodes[0]) if not node.get("ignored")]

    def _read(self, node: Any) -> Iterator[Any]:
        """In the order of reading; what is ignored hands on its children."""
        yield node
        for child in node.get("childIds", []):
            if child in self.by_id:
                yield from self._read(self.by_id[child])

    def names(self, role: str) -> list[str]:
        return [node["name"]["value"] for node in self.nodes if node["role"]["value"] == role]

    def levels(self) -> list[tuple[int, str]]:
        def level(node: Any) -> int:
            return next(one["value"]["value"] for one in node["properties"] if one["name"] == "level")

        return [
            (level(node), node["name"]["value"]) for node in self.nodes if node["role"]["value"] == "heading"
        ]

    def inside(self, role: str) -> list[str]:
        """What is said within each element of this role, in order."""
        return [
            " ".join(" ".join(self._said(node)).split())
            for node in self.nodes
            if node["role"]["value"] == role
        ]

    def _said(self, node: Any) -> Iterator[str]:
        for one in self._read(node):
            if one["role"]["value"] in {"StaticText", "image"} and not one.get("ignored"):
                yield one["name"]["value"]
