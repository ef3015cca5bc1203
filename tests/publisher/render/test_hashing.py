"""Did it change? What may and what may not move the content hash."""

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswire.publisher.render.hashing import content_hash, normalised

AUTOMATIC = {"kind": "auto", "title": "Newest", "url": "https://news.example.org/n/"}
MANUAL = {"kind": "manual", "title": "Chosen", "url": "https://news.example.org/c/"}

DATA = {
    "id": "1",
    "state": "live",
    "version": 3,
    "previousVersion": 2,
    "changed": ["title"],
    "reason": {"kind": "update", "note": ""},
    "title": "Harbour",
    "html": "<p>Text</p>",
    "blocks": [
        {"type": "paragraph", "value": "<p>Text</p>", "id": "b"},
        {"type": "related_news", "value": {"items": [MANUAL, AUTOMATIC]}, "id": "r"},
    ],
    "modifiedAt": "2026-03-02T12:00:00+01:00",
    "related": [MANUAL, AUTOMATIC],
    "head": {"canonical": "https://news.example.org/h/", "jsonld": {"dateModified": "x"}},
}


def changed(**fields):
    return {**copy.deepcopy(DATA), **fields}


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 4},
        {"previousVersion": 3},
        {"changed": []},
        {"reason": {"kind": "correction", "note": "x"}},
        {"modifiedAt": "2027-01-01T00:00:00+01:00"},
        {"html": "<p>Rendered another way</p>"},
        {"related": [MANUAL]},
        {"related": [MANUAL, {**AUTOMATIC, "title": "Newer"}]},
        {"blocks": [DATA["blocks"][0], {**DATA["blocks"][1], "value": {"items": [MANUAL]}}]},
        {"head": {**DATA["head"], "jsonld": {}}},
    ],
)
def test_what_belongs_to_the_announcement_does_not_count(fields):
    assert content_hash(changed(**fields)) == content_hash(DATA)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Quay"},
        {"state": "gone"},
        {"blocks": [{"type": "paragraph", "value": "<p>Other</p>", "id": "b"}]},
        {"related": [{**MANUAL, "title": "Chosen again"}]},
        {"head": {**DATA["head"], "canonical": "https://news.example.org/q/"}},
    ],
)
def test_content_counts(fields):
    assert content_hash(changed(**fields)) != content_hash(DATA)


def test_the_order_of_names_does_not_count():
    shuffled = list(DATA.items())
    random.Random(1).shuffle(shuffled)
    assert content_hash(dict(shuffled)) == content_hash(DATA)


def test_without_structure_the_html_counts_but_not_its_white_space():
    def unstructured(html):
        return content_hash(changed(html=html, blocks=[]), structured=False)

    assert unstructured("<p>A  b\n</p>\n") == unstructured("<p>A b </p>")
    assert unstructured("<p>A</p>") != unstructured("<p>B</p>")


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | NUMBERS, lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(st.dictionaries(st.text(max_size=5), VALUES))
def test_any_json_has_a_hash(value):
    assert len(content_hash(value)) == 64


def test_normalised_is_stable():
    assert normalised(normalised(" <p>a\t b</p> ")) == "<p>a b</p>"
