"""The HTML profile, judged by the Nu HTML checker: it finds nothing, in any state."""

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.test import override_settings
from support import judges
from support.profile_contract import STATES, ProfileContract, written

from newswire.publisher import profiles

HTML = profiles.get("html")


class TestHtml(ProfileContract):
    format = HTML


def test_the_nu_html_checker_finds_nothing(tmp_path: Path) -> None:
    for name, data in STATES.items():
        for mode in ("full", "thin"):
            (tmp_path / f"{name}.{mode}.html").write_bytes(written(HTML, data, mode))
    assert judges.nu(tmp_path) == []


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=en><title>x</title><p><li>")
    assert judges.nu(tmp_path)


def page(data: dict[str, Any]) -> Any:
    return lxml.html.document_fromstring(written(HTML, data))


@pytest.mark.parametrize("name", ["published.en", "published.ar", "composed"])
def test_an_article_needs_nothing_beside_it(name: str) -> None:
    data, root = STATES[name], page(STATES[name])
    assert (root.get("lang"), root.get("dir")) == (data["lang"], data["dir"])
    (article,) = root.xpath("//main/article")
    assert (article.get("lang"), article.get("dir")) == (data["lang"], data["dir"])
    assert [one.text_content() for one in root.iter("h1")] == [data["title"]]
    addresses = [*root.xpath("//@href"), *root.xpath("//@src"), *root.xpath("//form/@action")]
    assert addresses
    assert all(address.startswith("https://") for address in addresses)
    scripts = {script.get("type") for script in root.iter("script")}
    assert scripts == {"application/ld+json"}
    assert not list(root.iter("style", "iframe", "object"))


def test_what_a_host_says_in_fields_is_shown() -> None:
    data, root = STATES["composed"], page(STATES["composed"])
    (image,) = root.xpath("//figure/img")
    assert image.get("srcset") is None or image.get("srcset").count("w,") >= 1
    assert root.xpath("string(//figcaption)").split("MECO")[0].strip() == data["images"][0]["caption"]
    assert len(root.xpath("//aside/article")) == len(data["related"])
    langs = root.xpath("//p[@class='newswire-also-in']/a/@hreflang")
    assert langs == [one["lang"] for one in data["languageVersions"]]


def test_no_text_of_an_editor_becomes_markup() -> None:
    assert b"</script><b>" not in written(HTML, STATES["mixed_directions"])


def test_json_ld_survives_every_text_in_it() -> None:
    (script,) = page(STATES["mixed_directions"]).xpath("//script")
    assert json.loads(script.text) == STATES["mixed_directions"]["head"]["jsonld"]
    spiked = {**STATES["published.en"]["head"], "jsonld": {"name": "</script><b>&\u2028"}}
    (script,) = page(STATES["published.en"] | {"head": spiked}).xpath("//script")
    assert json.loads(script.text) == spiked["jsonld"]


def test_a_page_without_title_is_refused_by_name() -> None:
    with pytest.raises(profiles.Unsayable, match="title"):
        written(HTML, STATES["published.en"] | {"title": " "})


def test_a_host_overrides_the_templates(tmp_path: Path, settings: Any) -> None:
    own = tmp_path / "newswire_publisher" / "profile"
    own.mkdir(parents=True)
    (own / "gone.html").write_text("<!doctype html><title>Ours: {{ data.id }}</title>")
    (engine,) = settings.TEMPLATES
    with override_settings(TEMPLATES=[{**engine, "DIRS": [tmp_path]}]):
        assert written(HTML, STATES["deleted.ar"]).startswith(b"<!doctype html><title>Ours: ")
