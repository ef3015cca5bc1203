"""No change that breaks a receiver without a new version."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.compatible import breaks

from newswire.publisher.schemas.documents import schemas

RELEASED = Path(__file__).parents[3] / "docs" / "schemas" / "released"
BODY = schemas()["body.v1.json"]


@pytest.mark.parametrize("path", sorted(RELEASED.glob("*.json")), ids=lambda path: path.name)
def test_what_was_released_still_holds(path: Path) -> None:
    """If it fails and must: raise the number in publisher/schemas/names.py."""
    assert path.name in schemas(), "a released schema is served for ever"
    assert breaks(json.loads(path.read_text()), schemas()[path.name]) == []


def test_everything_is_released() -> None:
    assert {path.name for path in RELEASED.glob("*.json")} <= set(schemas())
    assert list(RELEASED.glob("body.v1.json"))


def changed(change: Callable[[dict[str, Any]], Any]) -> list[str]:
    new = copy.deepcopy(BODY)
    change(new["$defs"])
    return breaks(BODY, new)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda defs: defs["Live"]["properties"].pop("title"), "title: is gone"),
        (lambda defs: defs["Gone"]["required"].remove("previousUrls"), "previousUrls: may be missing"),
        (lambda defs: defs["Live"]["properties"]["version"].update(type="string"), "version: was integer"),
        (lambda defs: defs["Credit"]["properties"].pop("licence"), "credit"),
        (lambda defs: defs["Rendition"]["required"].remove("url"), "renditions[].url: may be missing"),
        (lambda defs: defs["Related"]["properties"]["kind"]["enum"].append("paid"), "['paid']"),
        (lambda defs: defs["Related"]["properties"].update(title={"type": "null"}), "title: was string"),
        (lambda defs: defs["Correction"]["properties"]["at"].pop("pattern"), "at: pattern was"),
        (lambda defs: defs["Live"]["properties"]["state"].update(const="up"), "is never live now"),
    ],
)
def test_a_break_is_named(change: Callable[[dict[str, Any]], Any], said: str) -> None:
    found = changed(change)
    assert any(said in one for one in found), found


@pytest.mark.parametrize(
    "change",
    [
        lambda defs: defs["Live"]["properties"].update(extra={"type": "string"}),
        lambda defs: defs["Live"]["required"].append("digitalSourceType"),
        lambda defs: defs["Live"].update(description="In other words."),
    ],
)
def test_an_addition_is_none(change: Callable[[dict[str, Any]], Any]) -> None:
    assert changed(change) == []


def test_a_further_state_is_none() -> None:
    new = copy.deepcopy(BODY)
    new["$defs"]["Merged"] = {"type": "object", "properties": {"state": {"const": "merged"}}}
    new["oneOf"].append({"$ref": "#/$defs/Merged"})
    assert breaks(BODY, new) == []
