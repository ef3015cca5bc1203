"""An import that is run again, goes on where it ended, or only says what it would do."""

from typing import Any

import pytest
from django.core.management import CommandError
from wagtail.images import get_image_model

from newswire.cms.models import Imported, Topic
from newswire.cms.pages.models import ArticlePage

from .sources import RSS, WXR, post

pytestmark = pytest.mark.django_db


def test_run_again_it_goes_on_where_it_ended(bring: Any, old_site: Any) -> None:
    whole = RSS.format(site=old_site[1])
    first_item = whole[whole.index("<item>") : whole.index("</item>") + len("</item>")]
    assert "Imported: 1 (en 1)" in bring(whole.replace(first_item, ""), "--trust", "127.0.0.1")
    ArticlePage.objects.get(title="Older").delete()
    for imported, known in ((1, 1), (0, 2)):
        said = bring(whole, "--trust", "127.0.0.1")
        assert f"Imported: {imported} " in said
        assert f"Here already: {known}" in said
    assert ArticlePage.objects.count() == 1  # what an editor removed does not come back
    assert get_image_model().objects.count() == 2


def test_dry_run_says_it_all_and_writes_nothing(bring: Any, old_site: Any) -> None:
    said = bring(RSS.format(site=old_site[1]), "--dry-run")
    assert "To import: 2 (en 2)" in said
    assert "Topics: 1, authors: 1" in said
    assert not ArticlePage.objects.exists()
    assert not Imported.objects.exists()
    assert not get_image_model().objects.exists()


def test_wordpress_goes_on_where_a_stopped_import_ended(bring: Any) -> None:
    first, second = post(slug="a", title="A", lang="fr"), post(slug="b", title="B")
    whole = WXR.format(site="https://o.example", posts=first + second)
    bring(WXR.format(site="https://o.example", posts=first))
    said = bring(whole)
    assert "Imported: 1 (en 1)" in said
    assert "Here already: 1" in said
    keys = set(ArticlePage.objects.values_list("translation_key", flat=True))
    assert len(keys) == 1  # linked to what an earlier run has brought


def test_one_item_that_fails_stops_no_other_and_is_tried_again(bring: Any, indexes: Any) -> None:
    too_long = WXR.format(
        site="https://o.example", posts=post(slug="a", title="A") + post(slug="b", title="B")
    )
    Topic.objects.create(name="Space", slug="space", locale=indexes["en"].locale)
    Imported.remember(Imported.Kind.SET, "pll_1", "no uuid")
    with pytest.raises(CommandError, match="2 failed"):
        bring(too_long)
    Imported.objects.all().delete()
    assert "Imported: 2 (en 2)" in bring(too_long)
