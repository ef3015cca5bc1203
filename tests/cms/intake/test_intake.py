"""Articles from another newsroom as they really come: documented bodies, signed, with pictures to fetch."""

import json
from datetime import timedelta
from typing import Any

import pytest
from celery.beat import Service
from celery.signals import beat_init
from django.test import Client
from django.utils import timezone
from services.sender import SAMPLE_SECRET, sample
from support.incoming import Newsroom
from wagtail.models import PageLogEntry

from newswire.cms.intake import secret
from newswire.cms.intake.models import IncomingArticle, IncomingSite
from newswire.cms.intake.step import step
from newswire.cms.models import PictureCredit
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher.celery import app

pytestmark = pytest.mark.django_db


def kinds(page: ArticlePage) -> list[str]:
    return [child.block_type for child in page.body]


def test_an_article_comes_whole(newsroom: Newsroom) -> None:
    assert newsroom.send("published.en").json() == {"version": 1}
    page, data = newsroom.page("published.en"), sample("published.en")["data"]
    assert page.live and page.title == data["title"] and page.kicker == data["kicker"]
    assert page.summary == data["summary"] and page.canonical_url == data["url"]
    assert page.published_on and page.published_on.year == 2018
    assert [row.topic.name for row in page.article_topics.all()] == [one["name"] for one in data["topics"]]
    assert [row.author.name for row in page.article_authors.all()] == ["Claire Weber"]
    assert page.source_organisation == data["sourceOrganisation"]
    assert newsroom.row("published.en").note == ""
    assert page.lead_picture and page.lead_alt_text == data["images"][0]["alt"]
    assert kinds(page)[0] == "paragraph" and "heading" in kinds(page)
    text = str(page.body)
    assert "Council for Scientific" in text
    assert "Also in" not in text and "Read more" not in text and "Photo credit" not in text
    assert text.count(page.title) == 0
    assert newsroom.row("published.en").note == ""
    credited, credit = PictureCredit.objects.get(image=page.lead_picture), data["images"][0]["credit"]
    assert (credited.text, credited.url, credited.copyright) == ("MECO", credit["url"], credit["copyright"])
    assert newsroom.send("published.en").json() == {"version": 1, "url": page.full_url}


def test_languages_come_below_their_own_index_and_linked(
    newsroom: Newsroom, indexes: dict[str, NewsIndexPage]
) -> None:
    for name in ("published.fr", "published.en", "published.de"):
        newsroom.send(name)
    pages = [newsroom.page(f"published.{lang}") for lang in ("en", "fr", "de")]
    assert len({page.translation_key for page in pages}) == 1
    assert [page.get_parent().pk for page in pages] == [indexes[lang].pk for lang in ("en", "fr", "de")]
    newsroom.send("published.ar")
    row = newsroom.row("published.ar")
    assert row.page is None and row.note == "There is no section for its language."


def test_versions_linked_there_later_are_linked_here_later(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    newsroom.send("published.fr", setId="11111111-1111-4111-8111-111111111111")
    assert newsroom.page("published.en").translation_key != newsroom.page("published.fr").translation_key
    newsroom.send("published.fr", version=2)
    assert newsroom.page("published.en").translation_key == newsroom.page("published.fr").translation_key


def test_updates_corrections_and_takedowns_are_followed(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    newsroom.send("updated.en")
    page, data = newsroom.page("updated.en"), sample("updated.en")["data"]
    assert page.title == data["title"] and page.live
    assert [row.note for row in page.corrections.all()] == [one["note"] for one in data["corrections"]]
    newsroom.send("published.en")
    assert newsroom.page("updated.en").title == data["title"]
    newsroom.send("taken_down.en")
    assert not newsroom.page("updated.en").live
    newsroom.send("updated.en")
    assert not newsroom.page("updated.en").live
    newsroom.send("updated.en", version=9)
    assert newsroom.page("updated.en").live


def test_a_takedown_that_overtakes_its_article_stands(newsroom: Newsroom) -> None:
    newsroom.send("taken_down.en")
    newsroom.send("updated.en")
    assert not ArticlePage.objects.exists()


def test_drafts_are_left_to_editors_and_taken_off_all_the_same(newsroom: Newsroom) -> None:
    IncomingSite.objects.update(mode="draft")
    newsroom.send("published.en")
    page = newsroom.page("published.en")
    assert not page.live
    page.get_latest_revision().publish()
    newsroom.send("updated.en")
    page.refresh_from_db()
    assert page.title == sample("published.en")["data"]["title"] and page.has_unpublished_changes
    newsroom.send("taken_down.en")
    page.refresh_from_db()
    assert not page.live


def test_what_somebody_here_has_edited_is_not_overwritten(newsroom: Newsroom, admin: Client) -> None:
    newsroom.send("published.en")
    page = newsroom.page("published.en")
    page.title = "Our own headline"
    page.save_revision().publish()
    newsroom.send("updated.en")
    page.refresh_from_db()
    data = sample("updated.en")["data"]
    assert page.title == "Our own headline" and page.live
    assert page.get_latest_revision_as_object().title == data["title"]
    row = newsroom.row("updated.en")
    assert row.waits and "waits as a draft" in row.note
    assert PageLogEntry.objects.filter(page=page.pk, action="newswire.intake.waits").exists()
    assert "This draft is an update from Newsroom Lux" in admin.get(f"/admin/pages/{page.pk}/edit/").text
    # The next one waits too, until the editor has decided.
    newsroom.send("updated.en", version=4)
    page.refresh_from_db()
    assert page.title == "Our own headline" and newsroom.row("updated.en").waits
    page.get_latest_revision().publish()
    newsroom.send("updated.en", version=5, title="Fifth")
    page.refresh_from_db()
    assert page.title == "Fifth" and not newsroom.row("updated.en").waits


def test_an_unpublished_draft_of_somebody_here_stays_in_the_history(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    page = newsroom.page("published.en")
    page.title = "Half finished"
    page.save_revision()
    newsroom.send("updated.en")
    assert newsroom.row("updated.en").waits
    titles = [revision.content["title"] for revision in page.revisions.order_by("created_at")]
    assert titles[-2:] == ["Half finished", sample("updated.en")["data"]["title"]]
    page.refresh_from_db()
    assert page.title == sample("published.en")["data"]["title"]


def test_an_unchanged_page_saved_in_the_editor_is_not_an_edit(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    page = newsroom.page("published.en")
    # What Draftail adds to every paragraph.
    marked = json.dumps(page.body.get_prep_value()).replace("<p>", '<p data-block-key=\\"a1b2c\\">')
    page.body = marked
    page.save_revision().publish()
    newsroom.send("updated.en")
    assert not newsroom.row("updated.en").waits
    assert newsroom.page("updated.en").title == sample("updated.en")["data"]["title"]


def test_a_page_deleted_or_taken_off_here_does_not_come_back(newsroom: Newsroom) -> None:
    newsroom.send("published.en")
    newsroom.page("published.en").unpublish()
    newsroom.send("updated.en")
    assert not newsroom.page("updated.en").live and newsroom.row("updated.en").waits
    newsroom.page("updated.en").delete()
    newsroom.send("updated.en", version=7)
    assert not ArticlePage.objects.exists()
    assert "deleted here" in newsroom.row("updated.en").note


def test_an_article_of_ours_that_they_took_is_not_taken_back(newsroom: Newsroom) -> None:
    head = sample("published.en")["data"]["head"] | {"canonical": "http://localhost/en/news/ours/"}
    newsroom.send("published.en", head=head)
    assert not ArticlePage.objects.exists()
    assert "article of this site" in newsroom.row("published.en").note


def test_pictures_that_cannot_be_had_are_named_and_hold_up_nothing(newsroom: Newsroom) -> None:
    images = sample("published.en")["data"]["images"]
    for image, address in zip(images, ("http://10.0.0.1/secret.jpg",), strict=False):
        image["renditions"] = [{"url": address, "width": 9}]
    newsroom.send("published.en", images=images[:1])
    page = newsroom.page("published.en")
    assert page.live and page.lead_picture is None
    assert "not on the public internet" in newsroom.row("published.en").note


def test_hostile_html_leaves_only_text(newsroom: Newsroom) -> None:
    html = (
        (
            "<article><script>alert(1)</script><p onclick=x>Safe <a href='javascript:x'>words</a></p>"
            "<style>p{}</style><iframe src='javascript:x'></iframe><p>\x00\ud800</p></article>"
        )
        .encode(errors="ignore")
        .decode()
    )
    newsroom.send("published.en", html=html, title="\u202eEvil\x00" + "x" * 400, lang="en")
    page = newsroom.page("published.en")
    text = str(page.body)
    assert "Safe" in text and "script" not in text and "onclick" not in text and "style" not in text
    assert len(page.title) == 255


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"id": "x"}, 400), ({"version": "1"}, 400), ({"title": ""}, 400), ({"state": None}, 400)],
)
def test_what_is_no_message_is_refused(newsroom: Newsroom, changes: dict[str, Any], status: int) -> None:
    assert newsroom.send("published.en", **changes).status_code == status
    assert not IncomingArticle.objects.exists()


def test_forged_unknown_and_switched_off_are_refused(newsroom: Newsroom) -> None:
    other = "whsec_" + "QUJD" * 11
    assert newsroom.send("published.en", secret=other).status_code == 401
    assert newsroom.client.post("/newswire/intake/nobody/", b"{}", "application/json").status_code == 410
    IncomingSite.objects.update(active=False)
    assert newsroom.send("published.en").status_code == 410
    assert not IncomingArticle.objects.exists()


def test_the_old_secret_counts_for_a_day_beside_the_new(newsroom: Newsroom) -> None:
    new = "whsec_" + "QUJD" * 11
    secret.keep(newsroom.site, new)
    assert newsroom.send("published.en").status_code == 200
    assert newsroom.send("published.fr", secret=new).status_code == 200
    newsroom.site.secrets.filter(expires_at__isnull=False).update(expires_at=timezone.now())
    assert newsroom.send("published.de").status_code == 401
    assert SAMPLE_SECRET not in str([bytes(row.sealed) for row in newsroom.site.secrets.all()])


def test_an_unknown_state_is_ignored(newsroom: Newsroom) -> None:
    assert newsroom.send("published.en", state="embargoed").json() == {"version": None}
    assert not IncomingArticle.objects.exists()


def test_what_fails_is_tried_again_and_holds_up_nothing(newsroom: Newsroom, monkeypatch: Any) -> None:
    broken = sample("published.fr")["data"]["title"]

    def save(self: ArticlePage, *args: Any, **kwargs: Any) -> None:
        if self.title == broken:
            raise OSError("disk full")
        original(self, *args, **kwargs)

    original = ArticlePage.save
    with monkeypatch.context() as patch:
        patch.setattr(ArticlePage, "save", save)
        newsroom.send("published.fr")
        newsroom.send("published.en")
    row = newsroom.row("published.fr")
    assert row.page is None and "disk full" in row.note and row.tries == 1
    assert row.due_at > timezone.now() and newsroom.page("published.en").live
    IncomingArticle.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert step(30) == 1
    assert newsroom.page("published.fr").live


def test_the_beat_looks_for_what_a_lost_wake_up_left(db: None, monkeypatch: Any) -> None:
    # Else this process would count as a beat to its end, and write that in every other test.
    monkeypatch.setattr("newswire.publisher.heartbeat.Pulse.start", lambda pulse: None)
    service = Service(app, scheduler_cls="celery.beat:Scheduler")
    beat_init.send(sender=service)
    assert service.scheduler.schedule["newswire.intake"].task == "newswire.intake"
