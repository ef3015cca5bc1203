"""Real articles, ordinary and odd, in every format: valid by judges that we did not write."""

import io
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from support import judges
from support.announced import deliveries, publication_of
from wagtail.images import get_image_model
from wagtail.models import Locale
from wagtail.rich_text import RichText

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import dispatch
from newswire.publisher.dispatch.payloads import unpacked

pytestmark = pytest.mark.django_db(transaction=True)

FORMATS = ("cloudevents", "ninjs", "html", "text")
PROSE = (
    "The ministers met in the morning and agreed that scientists of both countries will work together. "
    "A council will follow what comes of it, and report to parliament before the end of the year. "
)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    for cache in caches:
        caches[cache].clear()


@pytest.fixture
def folder(tmp_path):
    """For pages to be judged."""
    made = tmp_path / "pages"
    made.mkdir()
    return made


@pytest.fixture
def image():
    def make(name):
        file = io.BytesIO()
        Pillow.new("RGB", (1600, 1000), (90, 110, 140)).save(file, "JPEG")
        return get_image_model().objects.create(title=name, file=ImageFile(file, name=name))

    return make


@pytest.fixture
def index(tree):
    return tree.home.add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))


@pytest.fixture
def write(index, tree):
    def make(title, body, **fields):
        page = index.add_child(
            instance=ArticlePage(title=title, live=False, locale=tree.english, body=body, **fields)
        )
        page.save_revision().publish()
        return ArticlePage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def channels(channel):
    """One for each format, full and thin."""
    return [
        channel(page_types=["newswire_pages.articlepage"], format=format, mode=mode)
        for format in FORMATS
        for mode in ("full", "thin")
    ]


def verdicts(channels: Any, page: Any, folder: Path) -> list[str]:
    """Dispatches; what the judges say of each body that was announced of a page."""
    dispatch.run()
    found = [publication_of(page).render_error] if publication_of(page).render_error else []
    for channel in channels:
        for number, delivery in enumerate(deliveries(channel, page)):
            body = unpacked(delivery.payload).decode()
            if channel.format == "cloudevents":
                found += judges.against(judges.ours("event.v1.json"), json.loads(body))
            elif channel.format == "ninjs":
                found += judges.against(judges.iptc(), json.loads(body))
            elif channel.format == "html":
                (folder / f"{channel.pk}.{number}.html").write_text(body)
            else:
                found += [
                    repr(one) for one in body if unicodedata.category(one) == "Cc" and one not in "\n\t"
                ]
    return found + judges.nu(folder)


def paragraph(text: str) -> tuple[str, RichText]:
    return "paragraph", RichText(f"<p>{text}</p>")


def test_an_article_with_everything_and_its_life(write, image, channels, tree, folder) -> None:
    others = [write(f"Another story {number}", [paragraph(PROSE)]) for number in range(3)]
    page = write(
        "Council founded",
        [
            ("heading", {"text": "A council", "level": "h2"}),
            paragraph(f'{PROSE}<a linktype="page" id="{others[0].pk}">More</a>'),
            ("image", {"image": image("a.jpg"), "alt_text": "A rover", "caption": "C", "credit": "MECO"}),
            ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "de"}]}),
            ("photo_credit", {"text": ""}),
            ("related_news", {"items": [("page", {"page": others[1]})], "automatic": True}),
        ],
        kicker="Space",
        summary="Two countries agree.",
        dateline="Luxembourg",
        source_organisation="Ministry",
        lead_picture=image("lead.jpg"),
        lead_alt_text="Two flags",
    )
    french, _ = Locale.objects.get_or_create(language_code="fr")
    for ancestor in (tree.home, others[0].get_parent()):
        ancestor.specific.copy_for_translation(french).save_revision().publish()
    page.copy_for_translation(french).save_revision().publish()
    assert verdicts(channels, page, folder) == []
    page.corrections.create(note="It meets twice a year.", at=datetime(2018, 3, 1, tzinfo=UTC))
    page.save_revision().publish()
    assert verdicts(channels, page, folder) == []
    page.unpublish()
    assert verdicts(channels, page, folder) == []
    assert all(len(deliveries(channel, page)) == 3 for channel in channels)


ODD: dict[str, tuple[str, list[Any], dict[str, str]]] = {
    "empty body": ("Council founded", [], {}),
    "500 blocks": ("Council founded", [paragraph(PROSE) for _ in range(500)], {}),
    "50,000 words": ("Council founded", [paragraph(PROSE * 1_500)], {}),
    "right to left within": ("Le mot « ميناء »", [paragraph(f"{PROSE} قال: {PROSE}")], {"kicker": "שלום"}),
    "controls": (
        "Coun\x0bcil\x07 founded",
        [paragraph(f"Bell \x07 and \x85 and \ufffe. {PROSE}")],
        {"summary": "Tab\tand\x01 more", "dateline": "Lux\x1bembourg"},
    ),
    "emoji": ("Launch \U0001f680", [paragraph(f"\U0001f469\u200d\U0001f680 {PROSE}")], {}),
    "markup": ("</title><script>x</script>&", [paragraph(PROSE)], {"summary": '"><b>&amp;'}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_legal_content_comes_out_valid(name, write, channels, folder) -> None:
    title, body, fields = ODD[name]
    page = write(title, body, **fields)
    assert verdicts(channels, page, folder) == []
    assert all(len(deliveries(channel, page)) == 1 for channel in channels)


def test_a_slug_that_no_address_can_hold_is_named(write, channels, folder) -> None:
    """Wagtail's form refuses it; code that writes columns does not. The others go on."""
    page, other = write("Launch", [paragraph(PROSE)]), write("Council", [paragraph(PROSE)])
    slug = "launch-\U0001f680"
    path = page.url_path.replace(page.slug, slug)
    ArticlePage.objects.filter(pk=page.pk).update(slug=slug, url_path=path)
    (error,) = verdicts(channels, page, folder)
    assert "slug" in error
    assert slug in error
    assert verdicts(channels, other, folder) == []
    assert all(len(deliveries(channel, other)) == 1 for channel in channels)


def test_the_page_itself_is_valid(write, image, client, folder) -> None:
    page = write("Council", [paragraph(PROSE)], lead_picture=image("lead.jpg"), lead_alt_text="Two flags")
    (folder / "page.html").write_bytes(client.get(page.url, headers={"host": "news.example.org"}).content)
    assert judges.nu(folder) == []
