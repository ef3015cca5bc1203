"""An article of thirty blocks: pictures made before the snapshot, a bounded number of queries and bytes."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as Pillow
from support.announced import body, deliveries, publication_of, types
from support.full_disk import full
from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import capture, dispatch
from newswire.publisher.dispatch import pictures
from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.run import look
from newswire.publisher.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCE = "The two bodies are set to cooperate, and their council will meet twice a year from now on. "


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield
    for cache in caches:
        caches[cache].clear()


@pytest.fixture
def image():
    def make(name="rover.jpg"):
        file = io.BytesIO()
        Pillow.new("RGB", (1600, 1000), (90, 110, 140)).save(file, "JPEG")
        return get_image_model().objects.create(title=name, file=ImageFile(file, name=name))

    return make


@pytest.fixture
def article(tree, image):
    """Thirty blocks: 18 texts with links, 6 headings, 4 pictures, a credit and related news."""
    index = tree.home.add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))
    linked = [tree.published(f"Linked {number}") for number in range(5)]
    paragraph = [
        ("paragraph", RichText(f'<p>{SENTENCE * 4}<a linktype="page" id="{linked[n % 5].pk}">More</a></p>'))
        for n in range(18)
    ]
    headings = [("heading", {"text": f"Part {n}", "level": "h2"}) for n in range(6)]
    shown = [
        ("image", {"image": image(f"{n}.jpg"), "alt_text": "A rover", "caption": "C", "credit": "MECO"})
        for n in range(4)
    ]
    related = {"items": [("page", {"page": page}) for page in linked], "automatic": False}
    blocks = [*paragraph, *headings, *shown, ("photo_credit", {"text": ""}), ("related_news", related)]
    page = index.add_child(
        instance=ArticlePage(title="Council", live=False, locale=tree.english, body=blocks)
    )
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


@pytest.fixture
def site(channel):
    return channel(page_types=["newswire_pages.articlepage"])


def test_it_is_announced_whole_with_its_pictures(article, site):
    pk = publication_of(article).pk
    assert pictures.any_missing(pk)
    dispatch.run()
    assert types(site) == ["article.published"]
    assert not pictures.any_missing(pk)
    event = body(deliveries(site)[0])
    data = event["data"]
    assert len(data["blocks"]) == 30
    assert len(data["related"]) == 5
    assert {item["id"] for item in data["related"]} == {
        str(uuid)
        for uuid in Publication.objects.filter(title__startswith="Linked").values_list("uuid", flat=True)
    }
    assert data["html"].count("data-publication") >= 18
    assert data["head"]["jsonld"]["@type"] == "NewsArticle"
    assert data["head"]["jsonld"]["image"][0]["creditText"] == "MECO"
    assert deliveries(site)[0].payload.size < 60_000


def test_rendered_again_it_is_the_same(article, site):
    dispatch.run()
    before = publication_of(article)
    capture.touch([article.pk])
    assert dispatch.run() >= 1
    after = publication_of(article)
    assert (after.content_hash, after.version) == (before.content_hash, 1)
    assert after.settled > before.settled


def test_a_correction_note_on_the_page_is_announced(article, site):
    dispatch.run()
    article.corrections.create(note="The council meets twice a year.", at=datetime(2018, 3, 1, tzinfo=UTC))
    article.save_revision().publish()
    dispatch.run()
    data = body(deliveries(site)[-1])["data"]
    assert data["corrections"] == [
        {"at": "2018-03-01T01:00:00+01:00", "note": "The council meets twice a year."}
    ]
    assert data["version"] == 2
    assert data["head"]["jsonld"]["correction"][0]["text"] == "The council meets twice a year."


def test_warm_it_takes_at_most_fifty_queries(article, site):
    dispatch.run()
    pk, audience = publication_of(article).pk, Audience.now()
    with CaptureQueriesContext(connection) as captured:
        look(pk, audience)
    queries = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    assert len(queries) <= 50, "\n".join(query[:200] for query in queries)


def test_a_size_that_is_missing_is_made_outside_the_snapshot(article, site):
    dispatch.run()
    rendition = get_image_model().get_rendition_model()
    assert rendition.objects.filter(filter_spec__startswith="width-640").delete()[0] == 4
    for cache in caches:
        caches[cache].clear()
    assert not pictures.any_missing(publication_of(article).pk)
    capture.touch([article.pk])
    dispatch.run()
    assert rendition.objects.filter(filter_spec__startswith="width-640").count() == 4
    assert publication_of(article).render_error == ""


def test_a_picture_whose_file_is_gone_is_left_out(article, site):
    victim = get_image_model().objects.order_by("pk")[0]
    victim.file.storage.delete(victim.file.name)
    dispatch.run()
    assert types(site) == ["article.published"]
    data = body(deliveries(site)[0])["data"]
    assert data["html"].count("<figure") == 3


def test_every_address_in_the_body_is_absolute(article, site):
    dispatch.run()
    text = body(deliveries(site)[0])["data"]

    def addresses(value, name=""):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from addresses(inner, key)
        elif isinstance(value, list):
            for inner in value:
                yield from addresses(inner, name)
        elif name in {"url", "self", "canonical", "contentUrl"} and value:
            yield value

    found = list(addresses(text))
    assert len(found) > 30
    assert all(
        address.startswith(("https://news.example.org/", "http://testserver/newswire/")) for address in found
    )
    assert 'src="/' not in text["html"] and 'href="/' not in text["html"]


def test_a_full_disk_holds_it_up_and_leaves_out_no_picture(article, site, monkeypatch):
    monkeypatch.setattr(dispatch.failures, "FIRST_RETRY", timedelta(hours=6))
    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", full)
        dispatch.run()
    publication = publication_of(article)
    assert types(site) == []
    assert "No space left on device" in publication.render_error
    assert "it is tried again by itself" in publication.render_error
    assert publication.render_retry_at < timezone.now() + timedelta(minutes=6)
    Publication.objects.update(render_retry_at=timezone.now())
    dispatch.run()
    assert len(body(deliveries(site)[0])["data"]["images"]) == 4
    assert all(one["renditions"] for one in body(deliveries(site)[0])["data"]["images"])
