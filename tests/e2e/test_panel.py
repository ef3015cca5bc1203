"""“On other sites” in a real browser: waiting, sent, failed, sent again, compared; what it looks like."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .conftest import SHOTS, Newsroom, log_in

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WELL, OFF = "Space Courier", "Innovation Herald"
SERIOUS = {"serious", "critical"}
SLOW = 40_000  # milliseconds: the machine may be busy


@pytest.fixture
def article(page: Page, newsroom: Newsroom) -> int:
    """The number of the sample article in English, opened by an editor."""
    log_in(page, newsroom, "editor")
    page.goto(f"{newsroom.web}/admin/pages/search/?q=council")
    link = page.get_by_role("link", name=re.compile("found a council", re.IGNORECASE)).first
    found = re.search(r"/pages/(\d+)/edit/", link.get_attribute("href") or "")
    assert found
    return int(found[1])


def status(page: Page, newsroom: Newsroom, article: int) -> Locator:
    page.goto(f"{newsroom.web}/admin/newswire/pages/{article}/")
    return page.locator("#newswire-delivery")


def side_panel(page: Page, newsroom: Newsroom, article: int) -> Locator:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.get_by_role("button", name="Toggle other sites").click()
    panel = page.locator("[data-side-panel=newswire]")
    expect(panel).to_be_visible()
    return panel


def row(panel: Locator, site: str) -> Locator:
    return panel.locator(".newswire-row").filter(has_text=site).first


def unfolded(panel: Locator) -> None:
    """Opens every group that has been left folded."""
    while (folded := panel.locator("details:not([open]) > summary")).count():
        folded.first.click()


def publish(page: Page, newsroom: Newsroom, article: int, summary: str) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.locator("[name=summary]").fill(summary)
    page.get_by_role("button", name="More actions").click()
    page.locator("button[value=action-publish]").click()


def test_what_is_published_is_seen_to_arrive(page: Page, newsroom: Newsroom, article: int) -> None:
    publish(page, newsroom, article, "Eight countries agree on a council for the Moon, and on its seat.")
    message = page.locator(".messages").filter(has_text=re.compile("Going to [12] sites?"))
    expect(message).to_be_visible()
    message.get_by_role("link", name="Status").click()
    # It refreshes itself until nothing moves: no button is pressed here.
    sent = row(page.locator("#newswire-on-site"), WELL)
    page.locator("#newswire-on-site summary").first.click()
    expect(sent).to_contain_text("On the site", timeout=SLOW)
    link = sent.get_by_role("link", name=re.compile("^See it on "))
    expect(link).to_have_attribute("href", re.compile(re.escape(newsroom.downstream)))


def test_a_site_that_is_switched_off_is_told_in_words(page: Page, newsroom: Newsroom, article: int) -> None:
    panel = side_panel(page, newsroom, article)
    expect(panel.get_by_role("status")).to_contain_text("On 1 of 2 sites")
    unfolded(panel)
    expect(row(panel, OFF)).to_contain_text(
        re.compile("The site could not be reached|goes out when the site answers again|Waiting")
    )


def test_sending_again_keeps_the_focus_and_says_so_once(page: Page, newsroom: Newsroom, article: int) -> None:
    panel = side_panel(page, newsroom, article)
    unfolded(panel)
    before = len(newsroom.held("en"))
    button = row(panel, WELL).get_by_role("button", name=re.compile(rf"Send again\s*: {WELL}"))
    name = button.get_attribute("id")
    button.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_contain_text("Will be sent again to 1 site.", timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == name
    expect(row(panel, WELL)).to_contain_text("On the site", timeout=SLOW)
    # The region was replaced several times by now, and whoever reads it is where they were.
    assert page.evaluate("document.activeElement.id") == name
    expect(panel.locator("details#newswire-on-site")).to_have_attribute("open", "")
    assert len(newsroom.held("en")) == before


def test_refreshing_ends_with_a_message_when_the_session_does(
    page: Page, newsroom: Newsroom, article: int
) -> None:
    status(page, newsroom, article)
    page.context.clear_cookies()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".messages")).to_contain_text("You have been logged out")


def test_compare(page: Page, newsroom: Newsroom, article: int) -> None:
    panel = status(page, newsroom, article)
    unfolded(panel)
    row(panel, WELL).get_by_role("link", name=re.compile(rf"Compare\s*: {WELL}")).click()
    expect(page.get_by_text("The site has what it would get now.")).to_be_visible()
    assert not serious(page, "main")


def test_the_preview_shows_what_other_sites_show(page: Page, newsroom: Newsroom, article: int) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    page.get_by_label("Preview mode").select_option("newswire-html")
    frame = page.frame_locator("iframe[title=Preview]").last
    expect(frame.get_by_role("heading", level=1)).to_contain_text("council", timeout=SLOW)
    assert page.get_by_label("Preview mode").locator("option[value^='newswire-body']").count() == 0


def test_a_check_leads_to_its_field(page: Page, newsroom: Newsroom, article: int) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.get_by_role("button", name="Toggle checks").click()
    checks = page.locator("#newswire-before-publishing")
    expect(checks).not_to_contain_text("Looking…", timeout=SLOW)
    page.wait_for_timeout(3_000)  # what is typed before Wagtail has looked at the form is no change to it
    page.locator("[name=summary]").fill("")
    found = checks.get_by_role("link", name=re.compile("There is no summary"))
    # The draft saves itself, and the checks look again.
    expect(found).to_be_visible(timeout=SLOW)
    found.click()
    expect(page.locator("#id_summary-label")).to_be_in_viewport()


def test_nothing_serious_for_who_cannot_see_or_use_a_mouse(
    page: Page, newsroom: Newsroom, article: int
) -> None:
    unfolded(status(page, newsroom, article))
    assert not serious(page, ".newswire-panel")
    unfolded(side_panel(page, newsroom, article))
    assert not serious(page, "[data-side-panel=newswire]")
    page.goto(f"{newsroom.web}/admin/pages/{parent(page)}/")
    assert not serious(page, "#listing-results")


def test_it_fits_a_narrow_window(page: Page, newsroom: Newsroom, article: int) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    unfolded(status(page, newsroom, article))
    panel = page.locator(".newswire-panel").first
    assert panel.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_it_looks_like(page: Page, newsroom: Newsroom, article: int, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    unfolded(side_panel(page, newsroom, article))
    shoot(page, f"panel-{scheme}.png")
    assert not serious(page, "[data-side-panel=newswire]")
    if scheme == "light":
        page.goto(f"{newsroom.web}/admin/pages/{parent(page)}/")
        page.screenshot(path=SHOTS / "explorer.png")


@pytest.fixture
def arabic(page: Page, newsroom: Newsroom, article: int) -> Iterator[Page]:
    speak(page, newsroom, "ar")
    yield page
    speak(page, newsroom, "en")


def speak(page: Page, newsroom: Newsroom, language: str) -> None:
    page.goto(f"{newsroom.web}/admin/account/")
    for name, text in {"first_name": "Ed", "last_name": "Itor", "email": "editor@example.org"}.items():
        page.locator(f"input[name$={name}]").fill(text)  # all of them asked for by Wagtail
    page.locator("select[name$=preferred_language]").select_option(language)
    page.locator("form:has(select[name$=preferred_language]) button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def test_what_it_looks_like_from_right_to_left(arabic: Page, newsroom: Newsroom, article: int) -> None:
    arabic.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    arabic.locator("[data-side-panel-toggle=newswire]").click()
    unfolded(arabic.locator("[data-side-panel=newswire]"))
    shoot(arabic, "panel-arabic.png")
    assert not serious(arabic, "[data-side-panel=newswire]")


def shoot(page: Page, name: str) -> None:
    page.locator("#newswire-said").evaluate("one => one.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)  # the panel slides in
    page.screenshot(path=SHOTS / name)


def serious(page: Page, part: str) -> list[str]:
    found = Axe().run(page, context=part).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS]


def parent(page: Page) -> int:
    crumbs = page.locator("nav[aria-label=Breadcrumb] a[href*='/admin/pages/']").nth(-2)
    found = re.search(r"/admin/pages/(\d+)/", crumbs.get_attribute("href") or "")
    assert found
    return int(found[1])
