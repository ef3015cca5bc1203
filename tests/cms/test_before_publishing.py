"""What an article's editor is told to look at."""

from typing import Any

import pytest
from pytest_django import Settings

from newswire.cms.articles.before_publishing import findings
from newswire.publisher.before_publishing import examine

pytestmark = pytest.mark.django_db


def test_a_missing_summary(write: Any) -> None:
    assert [href for _words, href in findings(write("One"))] == ["#id_summary-label"]
    assert list(findings(write("Two", summary="Short."))) == []


def test_pictures_without_words_or_credit(write: Any, picture: Any, settings: Settings) -> None:
    image = picture("Harbour")
    body = [("image", {"image": image, "alt_text": "", "decorative": False, "caption": "", "credit": ""})]
    page = write("One", live=False, summary="Short.", lead_picture=image, lead_decorative=True, body=body)
    block = f"#block-{page.body[0].id}-section"
    found = list(findings(page))
    assert [href for _words, href in found] == ["#id_lead_credit-label", block, block]
    assert "“Harbour” has no alternative text" in found[1][0]
    settings.NEWSWIRE_CREDIT_RULE = "off"
    assert [href for _words, href in findings(page)] == [block]


def test_they_stand_in_the_checks_panel_of_an_article(write: Any) -> None:
    assert examine(write("One"))[0].href == "#id_summary-label"
