"""What has not changed is not sent again, what has changed is."""

import json
from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from newswire.cms.models import Author, PictureCredit, Topic
from newswire.cms.pages.models import ArticlePage
from newswire.publisher.models import LanguageSet

from .asking import THREE, TWO, get, tag

pytestmark = pytest.mark.django_db


def addresses(page: Any) -> list[str]:
    return [TWO, THREE, f"/api/v2/pages/{page.pk}/", f"/api/v3/pages/{page.pk}/"]


def test_what_has_not_changed_is_not_sent_again(newsroom: Any) -> None:
    page = newsroom(3)[-1]
    for address in addresses(page):
        first = get(address)
        assert first["Cache-Control"] == "public, no-cache"
        assert {"Authorization", "Cookie"} <= set(first["Vary"].split(", "))
        for known in (first["ETag"], f"W/{first['ETag']}", f'"other", W/{first["ETag"]}', "*"):
            again = get(address, if_none_match=known)
            assert (again.status_code, again.content) == (304, b""), (address, known)
            assert again["ETag"] == first["ETag"]
            assert again["Cache-Control"] == "public, no-cache"
        assert get(address, if_none_match='"other"').status_code == 200


def test_the_etag_changes_with_all_that_is_shown(newsroom: Any, translate: Any) -> None:
    page = newsroom(3)[-1]
    target = ArticlePage.objects.get(title="Target")

    def rename_target() -> None:
        target.title = "Renamed"
        target.save_revision().publish()

    def credit_picture() -> None:
        PictureCredit.objects.filter(image=page.lead_picture).update(text="Somebody else")

    def hide_target() -> None:
        PageViewRestriction.objects.create(page=target, restriction_type=PageViewRestriction.LOGIN)

    changes = [
        rename_target,
        credit_picture,
        lambda: translate(page, "de", "Rat"),
        lambda: LanguageSet.objects.get(key=page.translation_key).outside_versions.update(
            url="https://x.example/"
        ),
        lambda: Topic.objects.filter(slug="space").update(name="Outer space"),
        lambda: Author.objects.update(role="Chief"),
        hide_target,
    ]
    for change in changes:
        before = {address: tag(address) for address in addresses(page)}
        change()
        for address, known in before.items():
            answer = get(address, if_none_match=known)
            assert answer.status_code == 200, (change, address)
            assert answer["ETag"] != known
    assert "Renamed" not in json.dumps(get(THREE).json())
