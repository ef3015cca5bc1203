"""Articles through Wagtail's APIs v2 and v3 are complete, and as OpenAPI describes them."""

import json
from typing import Any

import pytest
import wagtail
from django.apps import apps
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate as validate_openapi

from newswire.cms.api import registered
from newswire.cms.articles.api import body_of
from newswire.cms.pages.models import ArticlePage

from .asking import THREE, TWO, get

pytestmark = pytest.mark.django_db


def test_json_is_indented_for_who_asks() -> None:
    assert b"\n" not in get(TWO).content
    assert b"\n    " in get(TWO, accept="application/json; indent=4").content


def test_an_article_is_complete(newsroom: Any) -> None:
    first, second, third, version, _ = newsroom(5)
    for api in (TWO, THREE):
        items = {item["id"]: item for item in get(f"{api}&limit=50").json()["items"]}
        found = items[third.pk]
        assert json.loads(json.dumps(body_of(ArticlePage.objects.get(pk=third.pk)))) == found["body"]
        assert found["lead"]["credit"]["text"] == "Agency 2"
        assert {file["name"] for file in found["images"][0]["renditions"]} >= {"webp-320", "social", "16x9"}
        assert [image["role"] for image in found["images"]] == ["lead", "body", "gallery", "gallery", "body"]
        assert [credit["text"] for credit in found["credits"]] == ["Agency 2"]
        assert found["topics"] == [{"slug": "space", "name": "Space", "lang": "en"}]
        author = {"name": "Jane", "role": "Editor", "url": "http://localhost/en/news/economy/"}
        assert found["authors"] == [author]
        assert [one["note"] for one in found["corrections"]] == ["Wrong 2"]
        versions = [(one["lang"], one["pageId"], one["external"]) for one in found["language_versions"]]
        assert versions == [("fr", version.pk, False), ("pt", None, True)]
        assert [one["lang"] for one in found["full_articles"]] == ["en", "fr"]
        assert [one["title"] for one in found["related"][:2]] == ["Target", "Other"]
        assert found["related"][0]["image"]["renditions"]
        assert [one["kind"] for one in found["related"]] == ["manual", "manual", "auto", "auto", "auto"]
        assert found["all_news"] == {"label": "All news", "url": "http://localhost/en/news/"}
        assert items[second.pk]["section"] == "Economy"
        french = items[version.pk]
        assert french["topics"][0] == {"slug": "space", "name": "Espace", "lang": "fr"}
        assert french["all_news"]["label"] == "Toutes les actualités"
        assert [one["lang"] for one in french["language_versions"]] == ["en", "pt"]
        assert items[first.pk]["related"] != []


def test_without_articles_nothing_is_asked(indexes: Any) -> None:
    for api in (TWO, THREE):
        assert get(api).json()["items"] == []


def test_openapi_tells_the_truth(newsroom: Any) -> None:
    newsroom(5)
    description = get("/api/v3/openapi.json").json()
    # Wagtail's own, an HTTP scheme without its name, which OpenAPI does not allow.
    description["components"]["securitySchemes"].pop("AllowAnonymous")
    validate_openapi(description)
    listing = description["paths"]["/api/v3/articles/"]["get"]
    shape = listing["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(shape | {"components": description["components"]})
    answer = get(f"{THREE}limit=50").json()
    assert not list(validator.iter_errors(answer))
    broken = answer | {"items": [answer["items"][0] | {"topics": [{"slug": 1}]}]}
    if wagtail.VERSION >= (8, 0, 1):  # the first that describes fields with a serializer of their own
        assert list(validator.iter_errors(broken)), "the description says nothing of what an article holds"
    assert {one["name"] for one in listing["parameters"]} >= {"type", "locale", "topic", "limit", "search"}


def test_a_host_without_articles_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "get_models", lambda: [])
    registered.connect()  # else refused: the addresses of the API have been asked for
