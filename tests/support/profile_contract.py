"""What every format must keep, whatever it looks like: subclass it and name the format.

class TestNinjs(ProfileContract):
    format = profiles.get("ninjs")
"""

import copy
import re
from typing import Any, ClassVar

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from newswire.publisher import profiles
from newswire.publisher.profiles import Format, Profile
from support.states import envelope, states

STATES = states()
VISIBLE = [name for name, data in STATES.items() if data["state"] != "gone" and data["html"]]


def written(format: Format, data: dict[str, Any], mode: str = "full", fallback: str = "omit") -> bytes:
    around = envelope(data, stands_for=("fr", "lb"))
    return profiles.wrap(Profile(format.name, mode, fallback), around, data)


class ProfileContract:
    format: ClassVar[Format]

    def test_it_has_a_name_fit_for_a_profile(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,19}", self.format.name)
        assert profiles.get(self.format.name) is self.format

    def test_its_media_type_is_one_and_says_the_encoding_of_text(self) -> None:
        found = re.fullmatch(r"([a-z]+)/[a-z0-9.+-]+(; charset=utf-8)?", self.format.content_type)
        assert found and (found[1] != "text" or found[2])

    @pytest.mark.parametrize("mode", ["full", "thin"])
    @pytest.mark.parametrize("name", STATES)
    def test_the_same_state_gives_the_same_bytes_wherever_it_is_written(self, name: str, mode: str) -> None:
        data = STATES[name]
        before = copy.deepcopy(data)
        body = written(self.format, data, mode)
        with translation.override("ar"), timezone.override("Asia/Tokyo"):
            assert written(self.format, copy.deepcopy(data), mode) == body
        assert data == before

    @pytest.mark.parametrize("mode", ["full", "thin"])
    @pytest.mark.parametrize("name", STATES)
    def test_a_body_says_of_what_and_how_new_it_is(self, name: str, mode: str) -> None:
        text = written(self.format, STATES[name], mode).decode()
        assert STATES[name]["id"] in text
        assert str(STATES[name]["version"]) in text

    def test_how_a_host_writes_numbers_for_people_is_not_how_a_version_is_written(
        self, settings: Settings
    ) -> None:
        data = {**STATES["published.en"], "version": 1_234_567}
        body = written(self.format, data)
        settings.USE_THOUSAND_SEPARATOR = True
        assert written(self.format, data) == body
        assert b"1234567" in body

    @pytest.mark.parametrize("name", VISIBLE)
    def test_live_gone_and_embargoed_are_not_the_same(self, name: str) -> None:
        live = STATES[name]
        gone = {key: live[key] for key in STATES["deleted.ar"]} | {"state": "gone"}
        assert live["title"].split()[0] not in written(self.format, gone).decode()
        assert written(self.format, live) != written(self.format, gone)

    def test_thin_has_the_address_of_the_whole_and_not_the_text(self) -> None:
        data = STATES["published.en"]
        thin = written(self.format, data, "thin").decode()
        assert data["links"]["self"] in thin or data["url"] in thin
        assert "Luxinnovation" not in thin

    def test_a_fallback_is_marked(self) -> None:
        data = STATES["published.en"]
        assert written(self.format, data, fallback="send") != written(self.format, data)
