import pytest
from support.profile_contract import STATES, ProfileContract, written

from newswire.publisher import profiles

TEXT = profiles.get("text")


class TestText(ProfileContract):
    format = TEXT


@pytest.mark.parametrize("name", STATES)
def test_the_head_ends_at_the_first_empty_line_and_has_one_line_a_name(name: str) -> None:
    text = written(TEXT, STATES[name]).decode()
    head, _, _ = text.partition("\n\n")
    names = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    assert (names["id"], names["state"]) == (STATES[name]["id"], STATES[name]["state"])
    assert names["version"] == str(STATES[name]["version"])


def test_the_text_is_what_a_reader_sees() -> None:
    body = written(TEXT, STATES["published.en"]).decode().partition("\n\n")[2]
    assert "Two agencies join in\n\nDuring the same visit Luxinnovation and the Skolkovo" in body
    assert "<" not in body
