"""ninjs under IPTC's own schema."""

import json
from typing import Any

import pytest
from support import judges
from support.profile_contract import STATES, ProfileContract, written

from newswire.publisher import profiles

NINJS = profiles.get("ninjs")
GONE = [name for name, data in STATES.items() if data["state"] == "gone"]


class TestNinjs(ProfileContract):
    format = NINJS


def item(name: str, mode: str = "full", fallback: str = "omit") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(NINJS, STATES[name], mode, fallback))
    return found


@pytest.mark.parametrize("fallback", ["omit", "send"])
@pytest.mark.parametrize("mode", ["full", "thin"])
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_valid(name: str, mode: str, fallback: str) -> None:
    assert judges.against(judges.iptc(), item(name, mode, fallback)) == []


def test_the_schema_sees_what_is_wrong() -> None:
    for change in ({"version": 3}, {"pubStatus": "cancelled"}, {"versionCreated": "today"}, {"x": 1}):
        assert not judges.iptc().is_valid(item("published.en") | change)


def test_an_article_says_all_of_itself() -> None:
    data, found = STATES["published.en"], item("published.en")
    assert found["uri"] == f"urn:uuid:{data['id']}"
    assert (found["version"], found["pubStatus"], found["language"]) == ("1", "usable", "en")
    assert {one["role"]: one["value"] for one in found["headlines"]} == {
        "main": data["title"],
        "kicker": data["kicker"],
    }
    html, text = found["bodies"]
    assert html["value"] == data["html"]
    assert "Luxinnovation" in text["value"]
    assert "<" not in text["value"]
    assert text["wordCount"] == html["wordCount"] == len(text["value"].split())
    assert found["by"] == "Claire Weber"
    assert {"role": "translationGroup", "value": f"urn:uuid:{data['setId']}"} in found["altIds"]


def test_pictures_teasers_and_languages_are_associations() -> None:
    data, found = STATES["published.en"], item("published.en")
    by_name = {one["name"]: one for one in found["associations"]}
    assert len(by_name) == len(found["associations"])
    picture = by_name["main"]
    assert (picture["by"], picture["copyrightNotice"]) == ("MECO", "© 2018 MECO")
    assert {one["role"] for one in picture["descriptions"]} == {"caption", "altText"}
    assert {one["width"] for one in picture["renditions"]} >= {320, 640, 1024, 1600}
    teasers = [one for one in found["associations"] if one["rel"] == "seeAlso"]
    assert [one["title"] for one in teasers] == [one["title"] for one in data["related"]]
    assert by_name["translation-fr"]["language"] == "fr"
    assert item("published.fr")["associations"][-1]["rel"] in {"seeAlso", "fullArticle"}


@pytest.mark.parametrize("name", GONE)
def test_a_withdrawal_is_canceled_under_the_same_uri(name: str) -> None:
    found = item(name)
    assert found["pubStatus"] == "canceled"
    assert found["uri"] == f"urn:uuid:{STATES[name]['id']}"
    assert not {"bodies", "headlines", "title", "associations", "descriptions"} & set(found)


def test_embargo_correction_and_machine_made_text_are_said() -> None:
    assert item("embargoed")["pubStatus"] == "withheld"
    assert item("embargoed")["embargoedUntil"] == "2026-03-03T06:00:00+01:00"
    assert item("updated.en")["edNote"] == STATES["updated.en"]["corrections"][-1]["note"]
    made = item("machine_made")
    assert made["digitalSourceType"]["uri"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert made["associations"][0]["digitalSourceType"]["name"] == "trainedAlgorithmicMedia"


def test_what_is_no_source_type_is_refused_by_name() -> None:
    data = STATES["published.en"] | {"digitalSourceType": "made by a machine"}
    with pytest.raises(profiles.Unsayable) as refused:
        written(NINJS, data)
    assert refused.value.field == "digitalSourceType"
    assert "digitalSourceType" in str(refused.value)
