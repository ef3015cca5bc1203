"""Which pictures go with an article that was taken down, and which stay."""

from collections.abc import Callable
from typing import Any

import pytest
from support.incoming import Newsroom
from wagtail.images import get_image_model
from wagtail.log_actions import log

from newswire.cms.intake.models import IncomingSite
from newswire.cms.models import Imported, PictureCredit
from newswire.cms.pages.models import ArticlePage

pytestmark = pytest.mark.django_db


def pictures() -> set[int]:
    return set(get_image_model().objects.values_list("pk", flat=True))


def test_its_pictures_go_and_come_again_with_it(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    file = newsroom.page("published.en").lead_picture.file
    assert file.storage.exists(file.name)
    newsroom.send("taken_down.en")
    assert pictures() == set()
    assert not Imported.objects.filter(kind=Imported.Kind.PICTURE).exists()
    assert not PictureCredit.objects.exists()
    newsroom.send("updated.en", version=9)
    page = newsroom.page("updated.en")
    assert page.live and page.lead_picture and not newsroom.row("updated.en").waits


def test_a_draft_loses_them_too(newsroom: Newsroom) -> None:
    IncomingSite.objects.update(mode="draft")
    newsroom.send("published.en")
    assert pictures()
    newsroom.send("taken_down.en")
    assert pictures() == set()


def test_what_is_merely_unpublished_keeps_them(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    before = pictures()
    newsroom.send("taken_down.en", reason={"kind": "unpublished", "note": ""})
    assert not newsroom.page("published.en").live
    assert pictures() == before


def shown_by_a_page(newsroom: Newsroom, write: Any) -> None:
    write("Ours", lead_picture=newsroom.page("published.en").lead_picture)


def shown_by_a_draft(newsroom: Newsroom, write: Any) -> None:
    page = write("Ours")
    page.lead_picture = newsroom.page("published.en").lead_picture
    page.save_revision()


def edited_itself(newsroom: Newsroom, write: Any) -> None:
    log(newsroom.page("published.en").lead_picture, "wagtail.edit")


@pytest.mark.parametrize("use", [shown_by_a_page, shown_by_a_draft, edited_itself])
def test_what_somebody_here_uses_or_edited_stays(
    newsroom: Newsroom, write: Any, use: Callable[[Newsroom, Any], None]
) -> None:
    newsroom.send("published.en")
    lead = newsroom.page("published.en").lead_picture_id
    use(newsroom, write)
    newsroom.send("taken_down.en")
    assert pictures() == {lead}
    newsroom.send("updated.en", version=9)
    assert newsroom.page("updated.en").lead_picture_id == lead


def test_a_page_that_somebody_here_edited_keeps_all(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    page, before = newsroom.page("published.en"), pictures()
    page.title = "Our own headline"
    page.save_revision().publish()
    newsroom.send("taken_down.en")
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert pictures() == before
