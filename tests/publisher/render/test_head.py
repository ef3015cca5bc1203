"""Head data, read by extruct as a search engine does and expanded by pyld."""

import json
from typing import Any

import extruct
import pytest
from pyld import jsonld
from support import judges
from support.states import states

from newswire.publisher.render.head import head, printed, script

STATES = states()
DATA = STATES["published.en"]
HREFLANG = DATA["head"]["hreflang"]
SCHEMA = "https://schema.org/"
URL = DATA["url"]
# In place of the context at schema.org: every name is one of its vocabulary.
CONTEXT = {"@vocab": SCHEMA}


def made(name: str = "published.en", source: str = "en", **changes: Any) -> dict[str, Any]:
    return head(STATES[name] | changes, HREFLANG, source)


def extracted(of: dict[str, Any]) -> dict[str, Any]:
    page = f"<!doctype html><html><head><title>x</title>{printed(of)}</head><body></body></html>"
    found: dict[str, Any] = extruct.extract(page, base_url=URL, syntaxes=["json-ld", "opengraph"])
    return found


def expanded(of: dict[str, Any]) -> dict[str, Any]:
    (document,) = extracted(of)["json-ld"]
    assert document.pop("@context") == "https://schema.org"
    (found,) = jsonld.expand({"@context": CONTEXT, **document})
    return found


def value(node: dict[str, Any], name: str) -> Any:
    return node[SCHEMA + name][0]["@value"]


@pytest.mark.parametrize("name", [name for name, data in STATES.items() if data["state"] != "gone"])
def test_it_is_read_back_as_it_was_made(name: str) -> None:
    made_head = made(name)
    found = extracted(made_head)
    assert found["json-ld"] == [made_head["jsonld"]]
    properties = [pair for one in found["opengraph"] for pair in one["properties"]]
    wanted = [
        (name, str(one))
        for name, listed in made_head["og"].items()
        for one in (listed if isinstance(listed, list) else [listed])
        if one
    ]
    assert sorted(properties) == sorted(wanted)


@pytest.mark.parametrize(
    "name", ["published.en", "published.fr", "published.de", "published.ar", "updated.en"]
)
def test_the_samples_in_the_docs_have_the_head_that_is_made(name: str) -> None:
    data = STATES[name]
    assert head(data, data["head"]["hreflang"], "en") == data["head"]


def test_an_article_has_what_google_recommends() -> None:
    found = expanded(made())
    assert found["@type"] == [f"{SCHEMA}NewsArticle"]
    assert value(found, "headline") == DATA["title"]
    assert value(found, "datePublished") == DATA["publishedAt"]
    assert value(found, "dateModified") == DATA["modifiedAt"]
    (author,) = found[f"{SCHEMA}author"]
    assert author["@type"] == [f"{SCHEMA}Person"]
    assert value(author, "name") == "Claire Weber"
    crops = found[f"{SCHEMA}image"]
    shapes = {round(value(one, "width") / value(one, "height"), 2) for one in crops}
    assert shapes == {1.78, 1.33, 1.0}


def test_a_picture_says_whose_it_is() -> None:
    lead = DATA["images"][0]
    licensed = {
        **lead,
        "credit": {**lead["credit"], "licence": "https://creativecommons.org/licenses/by/4.0/"},
    }
    for one in expanded(made(images=[licensed]))[f"{SCHEMA}image"]:
        assert value(one, "creditText") == "MECO"
        assert value(one, "copyrightNotice") == "© 2018 MECO"
        assert value(one, "license") == "https://creativecommons.org/licenses/by/4.0/"
        assert value(one[f"{SCHEMA}creator"][0], "name") == "MECO"
        assert value(one, "contentUrl").startswith("https://")
    words = {**lead, "credit": {**lead["credit"], "licence": "Press use only"}}
    assert all("license" not in one for one in made(images=[words])["jsonld"]["image"])


def test_a_translation_names_its_source_and_the_source_its_translations() -> None:
    source = expanded(made("published.en", source="en"))
    langs = {value(one, "inLanguage") for one in source[f"{SCHEMA}workTranslation"]}
    assert langs == {one["lang"] for one in DATA["languageVersions"]}
    (work,) = expanded(made("published.fr", source="en"))[f"{SCHEMA}translationOfWork"]
    assert work["@id"] == URL
    assert not {"translationOfWork", "workTranslation"} & set(made("published.fr", source="")["jsonld"])


def test_corrections_and_how_it_was_made_are_said() -> None:
    corrections = expanded(made("updated.en"))[f"{SCHEMA}correction"]
    assert [one["@type"] for one in corrections] == [[f"{SCHEMA}CorrectionComment"]]
    assert value(corrections[0], "text") == STATES["updated.en"]["corrections"][0]["note"]
    found = expanded(made("machine_made"))
    assert value(found, "digitalSourceType").endswith("CompositeWithTrainedAlgorithmicMediaDigitalSource")


def test_open_graph_names_other_languages_and_every_topic() -> None:
    found = made()["og"]
    assert found["og:locale:alternate"] == ["fr_FR", "de_DE", "ar_EG", "lb_LU"]
    assert found["article:tag"] == ["Space", "Research"]


def test_languages_are_linked_and_the_address_is_canonical() -> None:
    page = str(printed(made()))
    assert f'<link rel="canonical" href="{URL}">' in page
    assert page.count('rel="alternate" hreflang=') == len(HREFLANG)
    assert 'hreflang="x-default"' in page


def test_no_text_ends_the_script() -> None:
    text = str(script({"name": "</script><!--\u2028&"}))
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><!--\u2028&"}


def test_the_nu_html_checker_finds_nothing_in_it(tmp_path: Any) -> None:
    page = f"<!doctype html><html lang=en><title>x</title>{printed(made())}<body></body></html>"
    (tmp_path / "page.html").write_text(page)
    assert judges.nu(tmp_path) == []
