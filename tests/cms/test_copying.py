"""What a new translation takes from its source, and what must not stay in the wrong language."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale

from newswire.cms.pages.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(write: Any, picture: Any) -> ArticlePage:
    def shown(name: str, **fields: Any) -> dict[str, Any]:
        return {
            "image": picture(name, (80, 60), credit="MECO"),
            "alt_text": f"English words of {name}",
            **fields,
        }

    return write(
        "Council",
        lead_picture=picture("lead.jpg", (80, 60), credit="MECO"),
        lead_alt_text="English words of the lead",
        body=[
            ("paragraph", "<p>Text.</p>"),
            ("image", shown("one.jpg", caption="A caption")),
            (
                "gallery",
                {"title": "Two", "pictures": [shown("two.jpg"), shown("three.jpg", decorative=True)]},
            ),
        ],
    )


def alternatives(page: Any) -> list[str]:
    return [
        page.lead_alt_text,
        page.body[1].value["alt_text"],
        *(one["alt_text"] for one in page.body[2].value["pictures"]),
    ]


@pytest.fixture(params=["code", "simple_translation"])
def french(request: Any, source: ArticlePage, admin: Client) -> ArticlePage:
    locale = Locale.objects.get(language_code="fr")
    if request.param == "code":
        source.copy_for_translation(locale)
    else:
        url = reverse("simple_translation:submit_page_translation", args=[source.pk])
        assert admin.post(url, {"locales": [locale.pk]}).status_code == 302
    return ArticlePage.objects.get(translation_key=source.translation_key, locale=locale)


def test_no_alternative_text_stays_in_the_sources_language(french: Any, source: Any) -> None:
    for one in (french, french.get_latest_revision_as_object()):
        assert alternatives(one) == ["", "", "", ""]
        assert one.body[1].value["caption"] == "A caption"  # in plain sight, so kept to translate
        assert one.body[2].value["pictures"][1]["decorative"]
    assert alternatives(ArticlePage.objects.get(pk=source.pk))[1] == "English words of one.jpg"


def test_publishing_it_asks_for_each(french: Any) -> None:
    draft = french.get_latest_revision_as_object()
    with pytest.raises(ValidationError) as problem:
        draft.body.stream_block.clean(draft.body)
    assert set(problem.value.block_errors) == {1, 2}


def test_the_sources_words_stand_beside_the_empty_field(french: Any, admin: Client) -> None:
    page = BeautifulSoup(
        admin.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).content, "html.parser"
    )
    field = (
        page.select_one("#panel-child-content-about_the_lead_picture-child-lead_alt_text-helptext") or page
    )
    assert "English: “English words of the lead”" in field.get_text(" ", strip=True)


def test_an_alias_says_what_its_source_says(source: Any, editor: User) -> None:
    alias = source.copy_for_translation(Locale.objects.get(language_code="de"), alias=True)
    assert alternatives(ArticlePage.objects.get(pk=alias.pk)) == alternatives(source)
