from typing import Any

import pytest

from newswire.cms.checks import check_settings


def ids() -> list[str]:
    return [message.id or "" for message in check_settings()]


@pytest.fixture(autouse=True)
def good(settings: Any) -> None:
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000


def test_good_settings_say_nothing() -> None:
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("NEWSWIRE_CREDIT_RULE", "sometimes", "newswire.E201"),
        ("NEWSWIRE_PICTURE_WIDTHS", "320", "newswire.E202"),
        ("NEWSWIRE_PICTURE_WIDTHS", [0], "newswire.E202"),
        ("NEWSWIRE_PICTURE_WIDTHS", [], "newswire.E202"),
        ("NEWSWIRE_CACHE_SECONDS", "a minute", "newswire.E202"),
        ("NEWSWIRE_HUBS", "https://hub.example.org/", "newswire.E202"),
        ("NEWSWIRE_FULL_ARTICLE_SENTENCES", [], "newswire.E202"),
        ("WAGTAILIMAGES_IMAGE_FORM_BASE", "", "newswire.W201"),
        ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 1000, "newswire.W202"),
        ("NEWSWIRE_CACHE_SECONDS", 60, "newswire.W203"),
    ],
)
def test_each_is_found(settings: Any, name: str, value: object, id: str) -> None:
    setattr(settings, name, value)
    assert ids() == [id]
