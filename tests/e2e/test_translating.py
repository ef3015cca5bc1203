"""The demo's translator links two pages made by hand, finds out what changed in the source, and publishes
versions together."""

import re
import time
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from support.looks import serious

from .conftest import SHOTS, Newsroom, log_in
from .editing import Editor

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

FRENCH, GERMAN = "Le pont Adolphe rouvre en 2026", "Die Adolphe-Brücke öffnet 2026 wieder"


def test_by_hand_in_two_trees(page: Page, newsroom: Newsroom) -> None:
    log_in(page, newsroom, "translator")
    editor = Editor(page, newsroom.web)
    german = written(editor, page, newsroom, "Alle Nachrichten", GERMAN, "Drei Jahre")
    french = written(editor, page, newsroom, "Toute l\u2019actualité", FRENCH, "Trois ans de chantier.")

    page.goto(f"{newsroom.web}/admin/pages/{german}/edit/")
    page.get_by_role("button", name="Toggle languages").click()
    panel = page.locator("[data-side-panel=newswire-languages]")
    expect(panel.locator("[data-lang=fr]")).to_contain_text("Missing")
    assert not serious(page, "[data-side-panel=newswire-languages]")
    page.screenshot(path=SHOTS / "translating-panel.png")

    panel.get_by_role("link", name=re.compile("^Link existing ?: French")).click()
    expect(page.get_by_role("heading", name=FRENCH)).to_be_visible()
    expect(page.get_by_text("same date").first).to_be_visible()
    look(page, "translating-suggestions")
    page.get_by_role("button", name=re.compile(f"^Link ?: {FRENCH}")).click()
    expect(page.locator(".messages")).to_contain_text("Linked at once")
    expect(page.locator("[data-lang=fr]")).to_contain_text("Not compared yet")
    look(page, "translating-linked")

    arrives_with(newsroom, "de", GERMAN, "fr")
    arrives_with(newsroom, "fr", FRENCH, "de")

    page.goto(f"{newsroom.web}/admin/newswire/languages/{french}/compare/")
    page.get_by_role("button", name="Matches now").click()
    expect(page.locator("[data-lang=fr]")).to_contain_text("Up to date")

    page.goto(f"{newsroom.web}/admin/pages/{german}/edit/")
    editor.paragraph("Drei Jahre und zwei Monate wurde gebaut.")
    editor.publish()
    page.goto(f"{newsroom.web}/admin/newswire/languages/{french}/compare/")
    expect(page.get_by_text(re.compile("The source has changed in 1 place"))).to_be_visible()
    expect(page.locator("ins").filter(has_text="zwei Monate")).to_be_visible()
    look(page, "translating-side-by-side")

    page.goto(f"{newsroom.web}/admin/newswire/languages/?lang=fr")
    expect(page.get_by_role("row").filter(has_text=GERMAN)).to_contain_text("Out of date")
    look(page, "translating-desk")
    page.get_by_role("link", name="All languages", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=GERMAN)).to_contain_text("Out of date")
    look(page, "translating-matrix")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= 330"), (
        "the page itself does not scroll sideways"
    )


ENGLISH = "The tram reaches the airport in March"
VERSIONS = {
    "fr": ("Le tram arrive à l\u2019aéroport en mars", "le-tram-arrive-à-laéroport-en-mars"),
    "de": ("Die Tram fährt ab März zum Flughafen", "die-tram-fährt-ab-märz-zum-flughafen"),
}


def test_from_the_desk_to_every_site_together(page: Page, newsroom: Newsroom) -> None:
    log_in(page, newsroom, "editor")
    english = written(Editor(page, newsroom.web), page, newsroom, "All news", ENGLISH, "Six stations.")
    page.context.clear_cookies()
    log_in(page, newsroom, "translator")

    page.goto(f"{newsroom.web}/admin/pages/{english}/edit/")
    expect(page.locator(".messages")).to_contain_text("permission")
    begun = {}
    for lang, (headline, slug) in VERSIONS.items():
        page.goto(f"{newsroom.web}/admin/newswire/languages/?lang={lang}&author=editor")
        row = page.get_by_role("row").filter(has_text=ENGLISH)
        expect(row).to_contain_text("Missing")
        row.get_by_role("link", name=re.compile("^Start a draft")).click()
        page.get_by_label(re.compile("^Headline in")).fill(headline)
        if lang == "fr":
            look(page, "translating-begin")
        page.get_by_role("button", name="Start a draft").click()
        expect(page.get_by_placeholder("Headline")).to_have_value(headline)
        expect(page.locator("[name=slug]")).to_have_value(slug)
        begun[lang] = number(page.url)

    page.goto(f"{newsroom.web}/admin/newswire/languages/?lang=fr&translator=me")
    expect(page.get_by_role("row").filter(has_text=ENGLISH)).to_contain_text("Draft")
    page.goto(f"{newsroom.web}/admin/newswire/languages/?author=nobody-of-that-name")
    expect(page.get_by_text("Nothing to do here.")).to_be_visible()

    page.goto(f"{newsroom.web}/admin/newswire/languages/{begun['fr']}/")
    expect(page.get_by_role("checkbox", name=VERSIONS["de"][0])).to_be_checked()
    look(page, "translating-together")
    page.get_by_role("button", name="Publish together").click()
    expect(page.locator(".messages")).to_contain_text("2 versions were published together")
    arrives_with(newsroom, "fr", VERSIONS["fr"][0], "de")
    arrives_with(newsroom, "de", VERSIONS["de"][0], "en")
    arrives_with(newsroom, "en", ENGLISH, "fr")


def written(editor: Editor, page: Page, newsroom: Newsroom, index: str, headline: str, text: str) -> int:
    """Publishes an article below this language's "All news"; its number."""
    page.goto(f"{newsroom.web}/admin/pages/")
    link = page.locator("main a[href*='/admin/pages/']").filter(has_text=index).first
    editor.new_article(number(link.get_attribute("href")))
    editor.headline(headline, headline)
    editor.paragraph(text)
    editor.publish()
    return number(page.locator("main").get_by_role("link", name=headline).first.get_attribute("href"))


def arrives_with(newsroom: Newsroom, lang: str, headline: str, other: str) -> None:
    """The downstream site shows the article with a link to its other language."""
    url = newsroom.wait_until_held(lang, headline, 120)["url"]
    deadline = time.monotonic() + 120
    while f'hreflang="{other}"' not in urlopen(url).read().decode():
        assert time.monotonic() < deadline, f"{url} does not link to its version in {other}"
        time.sleep(1)


def number(href: str | None) -> int:
    found = re.search(r"/admin/pages/(\d+)/", href or "")
    assert found, href
    return int(found[1])


def look(page: Page, name: str) -> None:
    """A picture, after axe has found nothing serious in what is ours."""
    assert not serious(page, "main")
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SHOTS / f"{name}.png")
