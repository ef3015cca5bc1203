"""An editor writes an article in a real browser, publishes it, and it stands on the downstream site."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import SHOTS, Newsroom, log_in
from .editing import wait_until_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

HEADLINE = "A lunar lander is named after a Luxembourg schoolteacher"
SUMMARY = "The lander flies next spring. Three thousand children voted for its name."
TEXT = "The vote was open for a month, and one name was ahead from the first day."


def write(page: Page, headline: str, summary: str, text: str) -> None:
    page.get_by_placeholder("Headline").fill(headline)
    page.locator("[name=summary]").fill(summary)
    paragraph = page.locator("#panel-child-content-body-section [role=textbox]")
    paragraph.click()
    expect(paragraph).to_be_focused()
    page.keyboard.insert_text(text)
    expect(paragraph).to_have_text(text)
    # The editor of paragraphs hands its text to the form a quarter of a second after the last key.
    expect(page.locator("input[name=body-0-value]")).to_have_value(re.compile(re.escape(text)))


def publish(page: Page) -> None:
    wait_until_saved(page)
    page.get_by_role("button", name="More actions").click()
    page.locator("button[value=action-publish]").click()
    expect(page.locator(".messages .success", has_text="published")).to_be_visible()


def test_what_an_editor_publishes_stands_on_the_downstream_site(page: Page, newsroom: Newsroom) -> None:
    log_in(page, newsroom, "editor")
    home = english_home(page, newsroom)
    page.goto(f"{newsroom.web}/admin/pages/add/newswire_pages/articlepage/{home}/")
    write(page, HEADLINE, SUMMARY, TEXT)
    publish(page)

    article = newsroom.wait_until_held("en", HEADLINE)
    page.goto(article["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page.get_by_text(TEXT)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def test_the_sample_article_has_all_five_elements_downstream(page: Page, newsroom: Newsroom) -> None:
    page.goto(f"{newsroom.downstream}/en/")
    page.get_by_role("link", name=re.compile("council", re.IGNORECASE)).first.click()
    body = page.locator("article").first
    expect(body).to_contain_text("Photo credit: MECO")
    expect(page.get_by_role("link", name=re.compile("^Read full article in"))).to_be_visible()
    expect(page.locator("aside article")).to_have_count(5)
    expect(page.get_by_role("link", name="All news").first).to_be_visible()
    expect(page.get_by_role("link", name="Français").first).to_be_visible()
    page.screenshot(path=SHOTS / "downstream.png")
    log_in(page, newsroom, "editor")
    page.goto(f"{newsroom.web}/admin/pages/{english_home(page, newsroom)}/")
    page.get_by_role("link", name=re.compile("found a council", re.IGNORECASE)).first.click()
    expect(page.locator("[name=summary]")).not_to_be_empty()
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=SHOTS / "editor.png")
    side_by_side(SHOTS / "editor.png", SHOTS / "downstream.png", SHOTS / "article-and-downstream.png")


def side_by_side(left: Path, right: Path, both: Path) -> None:
    pictures = [Image.open(left), Image.open(right)]
    height = max(picture.height for picture in pictures)
    joined = Image.new("RGB", (sum(picture.width for picture in pictures) + 24, height), "white")
    joined.paste(pictures[0], (0, 0))
    joined.paste(pictures[1], (pictures[0].width + 24, 0))
    joined.quantize(128).save(both, optimize=True)


def english_home(page: Page, newsroom: Newsroom) -> int:
    """The number of the English "All news", read from the explorer as the editor sees it."""
    page.goto(f"{newsroom.web}/admin/pages/")
    link = page.locator("a[href*='/admin/pages/']").filter(has_text=re.compile("All news|News")).first
    found = re.search(r"/admin/pages/(\d+)/", link.get_attribute("href") or "")
    assert found
    return int(found[1])
