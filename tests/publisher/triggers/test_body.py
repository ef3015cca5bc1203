"""Whatever a caller sends is a call or a refusal with a reason, never an error of ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswire.publisher.triggers import body
from newswire.publisher.triggers.actions import ACTIONS
from newswire.publisher.triggers.refusal import Refusal

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NEAR = st.fixed_dictionaries(
    {},
    optional={
        "action": st.sampled_from([*ACTIONS, "explode"]) | ANY_JSON,
        "page": st.fixed_dictionaries(
            {}, optional={"id": ANY_JSON, "uuid": ANY_JSON, "url": ANY_JSON, "language": ANY_JSON}
        )
        | ANY_JSON,
        "at": st.datetimes().map(str) | ANY_JSON,
        "more": ANY_JSON,
    },
)


@given(st.binary(max_size=200) | NEAR.map(lambda found: json.dumps(found).encode()))
def test_anything_is_a_call_or_a_refusal(raw: bytes) -> None:
    try:
        call = body.parse(raw)
    except Refusal as refusal:
        assert refusal.status == 400
        assert str(refusal).endswith(".")
    else:
        assert set(json.loads(raw)) <= {"action", "page", "at"}
        assert call.action in ACTIONS


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"[" * 15_000, "not JSON"),
        (b'{"action": "publish", "page": {"id": 1}, "when": 1}', "Unknown name in the body: when"),
        (b'{"action": "republish", "action": "unpublish", "page": {"id": 1}}', "stands twice"),
        (b'{"action": "publish", "page": {"id": 1, "id": 2}}', "stands twice"),
        ('{"action": "publish", "page": {"id": 1}}'.encode("utf-16"), "not JSON"),
        (b'{"action": "explode", "page": {"id": 1}}', "action must be one of"),
        (b'{"action": "publish", "page": 1}', "page must be one of"),
        (b'{"action": "publish", "page": {"id": true}}', "page must be one of"),
        (b'{"action": "publish", "page": {"id": 1, "url": "x"}}', "page must be one of"),
        (b'{"action": "publish", "page": {"url": "\\u0000"}}', "page must be one of"),
        (b'{"action": "publish", "page": {"uuid": "\\ud800"}}', "page must be one of"),
        (b'{"action": "publish", "page": {"id": 1}, "at": "2026-03-01T06:00:00"}', "with its offset"),
        (b'{"action": "publish", "page": {"id": 1}, "at": "2026-13-01T06:00:00Z"}', "with its offset"),
        (b'{"action": "publish", "page": {"id": 1}, "at": "2099-01-01T06:00:00Z"}', "days ahead"),
    ],
)
def test_the_reason_names_what_is_wrong(wrong: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        body.parse(wrong)
