"""What is not for everybody is shown to nobody else, and kept by no cache."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken, PageViewRestriction

from .asking import THREE, TWO, get, tag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["private", "below a private page", "draft", "unpublished"])
def test_what_is_not_for_everybody_is_shown_to_nobody(
    write: Any, indexes: Any, state: str, admin: Client
) -> None:
    shown = write("Shown")
    hidden = write("Secret words", live=state != "draft")
    teaser = {"items": [("page", {"page": hidden})], "automatic": True}
    text = f'<p><a linktype="page" id="{hidden.pk}">see</a></p>'
    beside = write("Beside", body=[("paragraph", text), ("related_news", teaser)])
    known = {address: tag(address) for address in (TWO, THREE)}
    where = {"private": hidden, "below a private page": indexes["en"]}
    if state in where:
        PageViewRestriction.objects.create(page=where[state], restriction_type=PageViewRestriction.LOGIN)
    elif state == "unpublished":
        hidden.unpublish()
    for address in (TWO, THREE, f"/api/v2/pages/{beside.pk}/", f"/api/v3/pages/{beside.pk}/"):
        answer = get(address, if_none_match=known.get(address, '""'))
        assert "Secret words" not in answer.content.decode()
        assert state == "draft" or answer.status_code in {200, 404}
    for version in ("v2", "v3"):
        assert get(f"/api/{version}/pages/{hidden.pk}/").status_code == 404
        assert get(f"/api/{version}/pages/{hidden.pk}/?version=draft").status_code in {400, 404}
    assert (get(THREE).json()["count"] == 0) == (state == "below a private page")
    assert shown.live


def test_who_logs_in_shares_no_cache(write: Any, admin: Client, editor: Any) -> None:
    page = write("Council")
    page.title = "Not yet"
    page.save_revision()
    _, token = APIToken.create_token(user=editor, name="test")
    assert get(TWO, client=admin)["Cache-Control"] == "private, no-cache"
    draft = get(f"/api/v3/pages/{page.pk}/?version=draft", authorization=f"Bearer {token}")
    assert draft.json()["title"] == "Not yet"
    assert draft["Cache-Control"] == "private, no-cache"
    assert draft["ETag"] != tag(f"/api/v3/pages/{page.pk}/?version=draft")
