"""JSON-LD held against shapes by pyshacl."""

import copy
import json
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from rdflib import Graph
from support.states import states

STATES = {name: data for name, data in states().items() if data["state"] != "gone"}
SHAPES = Graph().parse(Path(__file__).with_name("news_article.ttl"))
# In place of the context at schema.org: every name is one of its vocabulary.
CONTEXT = {"@vocab": "https://schema.org/"}


def complaints(document: dict[str, Any]) -> str:
    """What is wrong with it; empty where nothing is."""
    graph = Graph().parse(data=json.dumps({**document, "@context": CONTEXT}), format="json-ld")
    assert len(graph) > 5
    conforms, _, report = pyshacl.validate(graph, shacl_graph=SHAPES)
    return "" if conforms else report


@pytest.fixture
def article() -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(STATES["updated.en"]["head"]["jsonld"])
    return found


@pytest.mark.parametrize("name", STATES)
def test_every_live_state_has_the_shape_of_a_news_article(name: str) -> None:
    assert complaints(STATES[name]["head"]["jsonld"]) == ""


def test_the_shapes_see_what_is_missing(article: dict[str, Any]) -> None:
    for name in ("headline", "inLanguage", "datePublished", "mainEntityOfPage", "@id"):
        assert complaints({key: value for key, value in article.items() if key != name}), name


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (["datePublished"], "2018-02-14"),
        (["dateModified"], "1890-01-01T00:00:00+00:24:36"),
        (["author", 0], "Claire Weber"),
        (["author", 0, "name"], ""),
        (["image", 0, "contentUrl"], "/media/a.jpg"),
        (["image", 0, "width"], "wide"),
        (["image", 0, "license"], "Press use only"),
        (["workTranslation", 0, "inLanguage"], None),
        (["correction", 0, "text"], None),
    ],
)
def test_the_shapes_see_what_is_wrong(article: dict[str, Any], path: list[Any], wrong: object) -> None:
    assert complaints(article) == ""
    *above, last = path
    place: Any = article
    for step in above:
        place = place[step]
    place[last] = wrong
    assert complaints(article)
