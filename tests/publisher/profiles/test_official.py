"""Under the official packages of CloudEvents and Standard Webhooks, in two languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from support import official
from support.profile_contract import STATES, written

from newswire.publisher import profiles

CLOUDEVENTS = profiles.get("cloudevents")
CASES = [(name, mode) for name in STATES for mode in ("full", "thin")]
SPOILT = {
    "the body": lambda sent: sent | {"body": sent["body"].replace('"live"', '"gone"')},
    "the time": lambda sent: sent | {"headers": sent["headers"] | {"webhook-timestamp": "1700000000"}},
    "an attribute": lambda sent: official.signed(without(sent["body"], "source")),
}


def message(name: str, mode: str = "full") -> dict[str, Any]:
    return official.signed(written(CLOUDEVENTS, STATES[name], mode))


def without(body: str, name: str) -> bytes:
    return json.dumps({key: value for key, value in json.loads(body).items() if key != name}).encode()


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_in_python(name: str, mode: str) -> None:
    assert official.in_python([message(name, mode)]) == []


def test_in_node(tmp_path: Path) -> None:
    assert official.in_node([message(*case) for case in CASES], tmp_path) == []


def test_they_see_what_is_wrong(tmp_path: Path) -> None:
    spoilt = [spoil(message("published.en")) for spoil in SPOILT.values()]
    assert len(official.in_python(spoilt)) == len(official.in_node(spoilt, tmp_path)) == len(SPOILT)
