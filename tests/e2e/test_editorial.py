"""Correction, small fix, embargo, takedown, restore: as an editor does them, seen on the downstream site."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from support.looks import serious, sticking_out, still

from .conftest import PATIENCE, SHOTS, Newsroom, log_in, speak
from .editing import wait_until_saved
from .test_article import english_home, write

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

WELL, OFF = "Space Courier", "Innovation Herald"
HEADLINE = "The island ferry leaves on Thursday"
NEWSROOMS = ZoneInfo("Europe/Luxembourg")
NOTE = "An earlier version named Friday as the day of departure."


@pytest.fixture(scope="module")
def desk(browser: Browser, newsroom: Newsroom) -> Iterator[Page]:
    """The editor's window: one for all of these, which follow each other."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    log_in(page, newsroom, "editor")
    yield page
    context.close()


def examined(page: Page, name: str = "") -> None:
    """Axe finds nothing serious in what is ours, and it fits a telephone; then a picture for the docs."""
    assert not serious(page, "main")
    if "/newswire/editorial/" in page.url:  # else Wagtail's own editor
        wide = page.viewport_size
        page.set_viewport_size({"width": 320, "height": 800})
        assert not sticking_out(page), name
        page.set_viewport_size(wide)  # type: ignore[arg-type]  # None only where a test sets none
    if name:
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=SHOTS / f"editorial-{name}.png")


def new_article(page: Page, newsroom: Newsroom, headline: str, text: str) -> None:
    home = english_home(page, newsroom)
    page.goto(f"{newsroom.web}/admin/pages/add/newswire_pages/articlepage/{home}/")
    write(page, headline, "In short.", text)


def said(page: Page, words: str) -> None:
    expect(page.locator(".messages .success").filter(has_text=words)).to_be_visible()


def act(page: Page, value: str) -> None:
    wait_until_saved(page)
    page.get_by_role("button", name="More actions").click()
    page.locator(f"button[value={value}]").click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("link", name=words).click()
    page.wait_for_url(lambda url: "/edit/" not in url)


def opened(page: Page, newsroom: Newsroom, headline: str) -> None:
    page.goto(f"{newsroom.web}/admin/pages/search/?q={headline.replace(' ', '+')}")
    link = page.get_by_role("link", name=headline).first
    found = re.search(r"/pages/(\d+)/", link.get_attribute("href") or "")
    assert found
    page.goto(f"{newsroom.web}/admin/pages/{found[1]}/edit/")


def status_of(url: str) -> int:
    try:
        with urlopen(url) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def shows(page: Page, url: str, text: str) -> None:
    """Looks at the downstream page until it says so."""
    for _ in range(60):
        page.goto(url)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{url} does not show {text!r}")


@pytest.fixture(scope="module")
def article(desk: Page, newsroom: Newsroom) -> str:
    """Its address on the downstream site."""
    new_article(desk, newsroom, HEADLINE, "The ferry leaves on Friday at noon.")
    act(desk, "action-publish")
    said(desk, "published")
    return str(newsroom.wait_until_held("en", HEADLINE)["url"])


def test_a_correction_reaches_readers_with_its_note(desk: Page, newsroom: Newsroom, article: str) -> None:
    opened(desk, newsroom, HEADLINE)
    desk.locator("[name=summary]").fill("It leaves on Thursday, not on Friday.")
    wait_until_saved(desk)
    desk.get_by_role("button", name="More actions").click()
    expect(desk.locator("button[value=correction]")).to_be_visible()
    still(desk)
    desk.screenshot(path=SHOTS / "editorial-menu.png")
    desk.locator("button[value=correction]").click()
    expect(desk.get_by_label("Correction note")).to_be_visible()
    desk.get_by_role("button", name="Publish as correction").click()
    expect(desk.get_by_role("alert")).to_contain_text("This field is required")
    examined(desk)
    desk.goto(desk.url)
    desk.get_by_label("Correction note").fill(NOTE)
    examined(desk, "correction")
    desk.get_by_role("button", name="Publish as correction").click()
    said(desk, "was published as a correction")
    shows(desk, article, NOTE)
    desk.get_by_text(NOTE).first.scroll_into_view_if_needed()
    desk.screenshot(path=SHOTS / "editorial-correction-downstream.png")


def test_a_small_fix_goes_out_at_once(desk: Page, newsroom: Newsroom, article: str) -> None:
    opened(desk, newsroom, HEADLINE)
    desk.locator("[name=summary]").fill("It leaves on Thursday at noon, not on Friday.")
    act(desk, "small_fix")
    said(desk, "published")
    shows(desk, article, "It leaves on Thursday at noon, not on Friday.")
    opened(desk, newsroom, HEADLINE)
    desk.goto(desk.url.replace("/edit/", "/history/"))
    expect(desk.get_by_text("Published as a small fix")).to_be_visible()
    expect(desk.get_by_text(f"Published as a correction: {NOTE}")).to_be_visible()


def test_under_embargo_nothing_leaves_before_the_time(
    desk: Page, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    headline = "The budget of the port is doubled"
    new_article(desk, newsroom, headline, "The council decided so in the night.")
    desk.keyboard.press("Control+s")
    desk.wait_for_url(re.compile("/edit/"))
    begun = datetime.now(NEWSROOMS)
    follow(desk, "Embargo until…")
    examined(desk)
    slow = datetime.now(NEWSROOMS) - begun  # the rest has to be done before the time
    until = (datetime.now(NEWSROOMS) + max(timedelta(seconds=45), 5 * slow)).replace(microsecond=0)
    desk.get_by_label("Under embargo until").fill(until.strftime("%Y-%m-%dT%H:%M:%S"))
    examined(desk, "embargo")
    desk.get_by_role("button", name="Set the embargo").click()
    said(desk, "Nothing leaves before")
    desk.screenshot(path=SHOTS / "editorial-under-embargo.png")
    act(desk, "action-publish")
    said(desk, "when its embargo ends")
    slug = f"{newsroom.web}/en/the-budget-of-the-port-is-doubled/"
    public = status_of(slug) != 404 or headline in [one["title"] for one in newsroom.held("en")]
    assert not public or datetime.now(NEWSROOMS) >= until
    newsroom.wait_until_held("en", headline, (until - datetime.now(NEWSROOMS)).total_seconds() + PATIENCE)
    late = datetime.now(NEWSROOMS) - until
    assert late >= timedelta(0)
    with capsys.disabled():
        print(f"\nheld by the downstream site {late.total_seconds():.1f} s after the embargo's end", end="")


def test_taken_down_each_site_confirms(desk: Page, newsroom: Newsroom, article: str) -> None:
    opened(desk, newsroom, HEADLINE)
    follow(desk, "Take down everywhere")
    expect(desk.get_by_text(WELL)).to_be_visible()
    desk.get_by_label("Reason").fill("Asked for by the shipping company.")
    examined(desk, "take-down")
    desk.get_by_role("button", name="Take down everywhere").click()
    row = desk.get_by_role("row").filter(has_text=WELL)
    expect(row).to_contain_text("Confirmed")
    waiting = desk.get_by_role("row").filter(has_text=OFF)
    expect(waiting).to_contain_text("Not confirmed yet")
    expect(waiting).to_contain_text(": ")  # why: it refreshes itself until that is known
    examined(desk, "confirmations")
    assert status_of(article) in (404, 410)


def test_the_same_in_the_dark_and_in_arabic(desk: Page, newsroom: Newsroom) -> None:
    confirmations = desk.url
    desk.emulate_media(color_scheme="dark")
    desk.reload()
    examined(desk, "confirmations-dark")
    desk.emulate_media(color_scheme="light")
    speak(desk, newsroom, "ar")
    desk.goto(confirmations)
    expect(desk.locator("html")).to_have_attribute("dir", "rtl")
    examined(desk, "confirmations-arabic")
    speak(desk, newsroom, "en")


def test_restored_it_stands_there_again(desk: Page, newsroom: Newsroom, article: str) -> None:
    opened(desk, newsroom, HEADLINE)
    follow(desk, "Restore")
    expect(desk.get_by_label(re.compile(re.escape(HEADLINE)))).to_be_checked()
    examined(desk, "restore")
    desk.get_by_role("button", name="Publish again").click()
    said(desk, "1 page was restored")
    newsroom.wait_until_held("en", HEADLINE)
    shows(desk, article, NOTE)
