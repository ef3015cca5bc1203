# ruff: noqa: RUF001 - French apostrophes
"""From an empty "All news" to an article with all five elements, in English and in French, on the
downstream site: what the newsroom is for, done by hand in a real browser within five minutes."""

import math
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import Locator, Page, expect

from .conftest import SHOTS, Newsroom, log_in, running_newsroom
from .editing import Editor

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

MINUTES = 5
PATIENCE = 120  # seconds, on a machine that runs other tests too
HEADLINE = "Luxembourg and Russia will share research on what space is made of"
SUMMARY = "The economy minister and his guest founded a council. Raw materials of asteroids are on its list."
TEXT = (
    "The two men met in the capital on 14 February 2018, and their talks ended with a joint council.",
    "It was first announced at a commission of both countries that had met ten times before.",
)
NOTICES = {
    "An accelerator for those who want to work on the Moon": "Plans for it are made in Luxembourg.",
    "Five young firms move in with the space researchers": "They stay for two years.",
}
OUTSIDE = [
    ("Twenty start-ups are told that they may begin", "https://herald.example/start-ups"),
    ("An honorary consul speaks of Arizona", "https://herald.example/arizona"),
    ("A house for materials that weigh next to nothing", "https://herald.example/materials"),
]
FRENCH_HEADLINE = "Le Luxembourg et la Russie partageront leurs recherches sur l’espace"
FRENCH_TEXT = (
    "Les deux hommes se sont rencontrés le 14 février 2018 ; un conseil commun en est né.",
    "Il avait été annoncé lors d’une commission qui s’était déjà réunie dix fois.",
)
FRENCH_NOTICES = {
    "An accelerator for those who want to work on the Moon": "Un accélérateur pour travailler sur la Lune",
    "Five young firms move in with the space researchers": "Cinq jeunes entreprises chez les chercheurs",
}
FRENCH_OUTSIDE = [
    "Vingt jeunes pousses peuvent commencer",
    "Un consul parle de l’Arizona",
    "Des matériaux légers",
]


@pytest.fixture(scope="module")
def own_newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A demo of its own: this test deletes what the sample newsroom has published."""
    with running_newsroom(tmp_path_factory.mktemp("five-minutes")) as newsroom:
        yield newsroom


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """Hills before a sky at dusk, of a camera's size, so that upload and renditions take their time."""
    size = 3000, 2000
    dusk = ImageOps.colorize(Image.linear_gradient("L"), (12, 16, 56), (244, 158, 96), mid=(120, 70, 120))
    picture = dusk.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((2100, 260, 2420, 580), fill=(250, 236, 214))
    for row in range(5):
        ridge = [
            (x, 1250 + row * 150 + 90 * math.sin(x / (170 + 60 * row) + row)) for x in range(0, 3001, 20)
        ]
        draw.polygon([(0, 2000), *ridge, (3000, 2000)], fill=(70 - row * 13, 48 - row * 9, 84 - row * 12))
    path = tmp_path / "hills.jpg"
    picture.save(path, quality=90)
    return path


def shot(page: Page, name: str, place: Locator | None = None, full_page: bool = False) -> None:
    """For the walk-through in docs/for-editors.md."""
    if place:
        place.evaluate("element => element.scrollIntoView({block: 'center'})")
    path = SHOTS / f"five-minutes-{name}.png"
    page.screenshot(path=path, full_page=full_page)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(192).save(path, optimize=True)


def indexes(page: Page, newsroom: Newsroom) -> dict[str, int]:
    """The numbers of "All news" by language, read from the explorer."""
    page.goto(f"{newsroom.web}/admin/pages/")
    found = {}
    for lang, title in (("en", "All news"), ("fr", "Toute l’actualité"), ("de", "Alle Nachrichten")):
        link = page.get_by_role("link", name=title, exact=True).first
        number = re.search(r"/admin/pages/(\d+)/", link.get_attribute("href") or "")
        assert number
        found[lang] = int(number[1])
    return found


def test_an_article_with_all_five_elements_in_five_minutes(
    page: Page, own_newsroom: Newsroom, photograph: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.set_default_timeout(PATIENCE * 1000)
    log_in(page, own_newsroom, "editor")
    index, editor = indexes(page, own_newsroom), Editor(page, own_newsroom.web)
    for number in index.values():
        editor.empty(number)
    for lang in index:
        page.goto(f"{own_newsroom.web}/{lang}/")
        expect(page.locator("article")).to_have_count(0)

    begun = time.monotonic()
    write_in_english(editor, index["en"], photograph)
    english = own_newsroom.wait_until_held("en", HEADLINE, PATIENCE)
    seconds = {"English, with the two notices that it points at": time.monotonic() - begun}
    stands_in_english(page, english["url"])
    shot(page, "5-downstream", full_page=True)
    stands_in_all_news(page, own_newsroom, "en", HEADLINE)

    again = time.monotonic()
    write_in_french(editor, index["en"])
    french = own_newsroom.wait_until_held("fr", FRENCH_HEADLINE, PATIENCE)
    seconds["French"] = time.monotonic() - again
    stands_in_french(page, french["url"])
    shot(page, "7-downstream-french", full_page=True)
    stands_in_all_news(page, own_newsroom, "fr", FRENCH_HEADLINE)
    are_linked(page, own_newsroom, english["url"], french["url"])

    with capsys.disabled():
        for part, took in seconds.items():
            print(f"\nfrom an empty index to the downstream site: {took:.1f} s  {part}", end="")
    assert sum(seconds.values()) < MINUTES * 60


def write_in_english(editor: Editor, index: int, photograph: Path) -> None:
    for headline, text in NOTICES.items():
        editor.new_article(index)
        editor.headline(headline)
        editor.paragraph(text)
        editor.publish()
    editor.new_article(index)
    expect(editor.body.get_by_role("textbox")).to_be_visible()
    shot(editor.page, "1-empty-form")
    editor.headline(HEADLINE, SUMMARY)
    editor.upload_lead(photograph, "Hills at dusk", credit="MECO")
    editor.describe_lead("Hills before an evening sky")
    shot(editor.page, "2-picture")
    editor.paragraph(*TEXT)
    full = editor.add_block("Read full article")
    full.get_by_label("Or an address on another site").fill("https://meco.example/council")
    full.get_by_label("Name of the other site").fill("MECO")
    full.get_by_label("Language").select_option("en")
    shot(editor.page, "3-full-article", full)
    editor.add_block("Photo credit")
    related = editor.add_block("Related news")
    automatic = related.get_by_label("Fill up automatically")
    automatic.press("Space")  # wherever Wagtail's page, which still grows above it, moves it meanwhile
    expect(automatic).not_to_be_checked()
    chosen, suggested = NOTICES
    editor.choose_page(editor.add_block("Page of this site", related), chosen)
    shot(editor.page, "4-read-more", related.get_by_role("group", name="Suggestions"))
    editor.take_suggestion(related, suggested)
    for title, url in OUTSIDE:
        item = editor.add_block("Item on another site", related)
        item.get_by_label("Title").fill(title)
        item.get_by_label("Address").fill(url)
        item.get_by_label("Name of the site").fill("The Herald")
    editor.publish()


def write_in_french(editor: Editor, index: int) -> None:
    for headline, title in FRENCH_NOTICES.items():
        editor.translate(index, headline, "Français")
        editor.headline(title)
        editor.paragraph("Les plans en sont faits au Luxembourg.")
        editor.publish()
    editor.translate(index, HEADLINE, "Français")
    editor.headline(FRENCH_HEADLINE, "Un conseil est fondé.")
    editor.describe_lead("Des collines devant un ciel du soir")
    editor.paragraph(*FRENCH_TEXT)
    shot(editor.page, "6-french")
    titles = editor.body.get_by_label("Title*", exact=True)
    for number, title in enumerate(FRENCH_OUTSIDE):
        titles.nth(number).fill(title)
    editor.publish()


def stands_in_english(page: Page, url: str) -> None:
    page.goto(url)
    article = page.locator("article").first
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    for line in TEXT:
        expect(article.get_by_text(line)).to_be_visible()
    expect(article.get_by_role("img", name="Hills before an evening sky")).to_be_visible()
    expect(article.get_by_text("Photo credit: MECO")).to_have_count(1)
    full = article.get_by_role("link", name="Read full article in English (MECO)")
    expect(full).to_have_attribute("href", "https://meco.example/council")
    teasers = page.locator("aside article")
    expect(teasers.locator("h3 a")).to_have_text([*NOTICES, *(re.compile(title) for title, _ in OUTSIDE)])
    expect(teasers.get_by_role("link", name=re.compile("^Read more: "))).to_have_count(5)
    expect(page.get_by_role("link", name="All news").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def stands_in_french(page: Page, url: str) -> None:
    page.goto(url)
    article = page.locator("article").first
    expect(page.get_by_role("heading", level=1)).to_have_text(FRENCH_HEADLINE)
    for line in FRENCH_TEXT:
        expect(article.get_by_text(line)).to_be_visible()
    expect(article.get_by_role("img", name="Des collines devant un ciel du soir")).to_be_visible()
    expect(article.get_by_text(re.compile("Crédit photo.*MECO"))).to_have_count(1)
    expect(article.get_by_role("link", name=re.compile("Lire l'article complet en anglais"))).to_be_visible()
    teasers = page.locator("aside article h3 a")
    expect(teasers).to_have_text([*FRENCH_NOTICES.values(), *map(re.compile, FRENCH_OUTSIDE)])
    expect(page.get_by_role("link", name=re.compile("Toutes? l.*actualité")).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def stands_in_all_news(page: Page, newsroom: Newsroom, lang: str, headline: str) -> None:
    for site in (newsroom.downstream, newsroom.web):
        page.goto(f"{site}/{lang}/")
        expect(page.get_by_role("link", name=headline, exact=True).first).to_be_visible()


def are_linked(page: Page, newsroom: Newsroom, english: str, french: str) -> None:
    for here, there, words in ((english, french, "Français"), (french, english, "English")):
        for _ in range(100):
            page.goto(here)
            if page.get_by_role("link", name=words).count():
                break
            page.wait_for_timeout(200)
        expect(page.get_by_role("link", name=words).first).to_be_visible()
        expect(page.locator("link[rel=alternate][hreflang]")).not_to_have_count(0)
        page.get_by_role("link", name=words).first.click()
        expect(page).to_have_url(there)
