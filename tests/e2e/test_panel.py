"""“On other sites” in a real browser: waiting, sent, failed, sent again, compared; what it looks like."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core import signing
from playwright.sync_api import Frame, FrameLocator, Locator, Page, expect
from services.waiting import until
from support.looks import serious, sticking_out, still

from newswire.publisher.preview.headless import SALT

from .conftest import SHOTS, Newsroom, log_in, speak, watched
from .editing import wait_until_saved

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1500)]

WELL, OFF = "Space Courier", "Innovation Herald"
PREVIEW = "#w-preview-iframe"  # the frame that is shown: none that is still loading
FOCUS_IS_ON = "id => document.activeElement.id === id"


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


def preview(page: Page, mode: str = "") -> FrameLocator:
    """Opens it, or changes its mode, and waits until that stands. Wagtail swaps frames, and a mode that is
    chosen while one is loading never comes; until Wagtail watches the form, it may load one by itself."""
    if mode:
        page.get_by_label("Preview mode").select_option(label=mode)
    else:
        watched(page)
        page.get_by_role("button", name="Toggle preview").click()
    value = quote(page.get_by_label("Preview mode").input_value(), safe="")
    expect(page.locator(PREVIEW)).to_have_attribute("src", re.compile(f"mode={value}&"))
    return page.frame_locator(PREVIEW)


def unfolded(panel: Locator) -> None:
    """Opens every group that has been left folded."""
    while (folded := panel.locator("details:not([open]) > summary")).count():
        folded.first.click()


def publish(page: Page, newsroom: Newsroom, article: int, summary: str) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.locator("[name=summary]").fill(summary)
    wait_until_saved(page)
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
    expect(sent).to_contain_text("On the site")
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
    expect(panel.get_by_role("status")).to_contain_text("Will be sent again to 1 site.")
    page.wait_for_function(FOCUS_IS_ON, arg=name)
    expect(panel.locator("#newswire-on-site")).to_contain_text(WELL)
    # The region was replaced several times by now, and whoever reads it is where they were.
    page.wait_for_function(FOCUS_IS_ON, arg=name)
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
    preview(page)
    frame = preview(page, "As other sites show it")
    expect(frame.locator("article h1")).to_contain_text("council")  # once, or this is refused as ambiguous
    assert page.get_by_label("Preview mode").locator("option[value^='newswire-body']").count() == 0


def test_a_site_shows_the_draft_on_its_own_pages_for_a_token_that_expires(
    page: Page, newsroom: Newsroom, article: int
) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    preview(page)
    frame = preview(page, f"On {WELL}")
    expect(frame.get_by_role("link", name=WELL)).to_be_visible()  # its own pages, not the newsroom's
    site_in_frame(page).evaluate("window.scroll(0, 99)")
    page.locator("[name=summary]").fill("A draft that nobody has published.")
    expect(frame.get_by_text("A draft that nobody has published.")).to_be_attached()
    expect(page.locator("iframe[title=Preview]")).to_have_count(1)
    # Its reader stays where they were. Asked from here: the site's policy lets no function wait there.
    until(lambda: site_in_frame(page).evaluate("window.scrollY") == 99)
    shown = site_in_frame(page).url
    assert shown.startswith(newsroom.downstream)
    assert "A draft that nobody" not in str(newsroom.held("en"))

    token = parse_qs(urlsplit(shown).query)["token"][0]
    claim = signing.loads(token, key=newsroom.secret_key, salt=SALT)
    old, guessed = of_an_hour_ago(claim, newsroom.secret_key), signing.dumps(claim, key="guessed", salt=SALT)
    other = page.context.new_page()
    other.goto(f"{newsroom.downstream}/preview?token={quote(old)}")
    expect(other.get_by_text("This preview has expired. Open it from the editor again.")).to_be_visible()
    other.goto(f"{newsroom.downstream}/preview?token={quote(guessed)}")
    expect(other.get_by_text("This is no preview address of ours.")).to_be_visible()


def site_in_frame(page: Page) -> Frame:
    return next(one for one in page.frames if "/preview?token=" in one.url)


def of_an_hour_ago(claim: Any, key: str) -> str:
    then = time.time() - 3600
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: then)
        return signing.dumps(claim, key=key, salt=SALT, compress=True)


def test_a_check_leads_to_its_field(page: Page, newsroom: Newsroom, article: int) -> None:
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    page.get_by_role("button", name="Toggle checks").click()
    checks = page.locator("#newswire-before-publishing")
    expect(checks).not_to_contain_text("Looking…")
    summary = page.locator("[name=summary]")
    found = checks.get_by_role("link", name=re.compile("There is no summary"))
    watched(page)
    summary.fill("")  # the draft saves itself, and the checks look again
    expect(found).to_be_visible()
    found.click()
    expect(page.locator("#id_summary-label")).to_be_in_viewport()
    summary.fill("A council for the Moon.")  # the draft that tests after this one find has a summary again
    expect(found).to_be_hidden()


@pytest.mark.parametrize(
    ("toggle", "panel", "comes"),
    [("checks", "checks", "mend|There is"), ("languages", "newswire-languages", "Source")],
)
def test_what_the_network_lost_comes_with_refresh(
    page: Page, newsroom: Newsroom, article: int, toggle: str, panel: str, comes: str
) -> None:
    page.route(re.compile("/before-publishing/|/languages/.*/panel/"), lambda route: route.abort())
    page.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    expect(page.locator(".messages")).to_contain_text("Press Refresh")
    page.unroute_all()
    page.get_by_role("button", name=f"Toggle {toggle}").click()
    place = page.locator(f"[data-side-panel={panel}]")
    expect(place).to_contain_text("Looking…")
    place.get_by_role("button", name="Refresh").focus()
    page.keyboard.press("Enter")
    expect(place).to_contain_text(re.compile(comes))
    expect(place).not_to_contain_text("Looking…")
    expect(place.get_by_role("button", name="Refresh")).to_be_focused()


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
    assert not sticking_out(page)


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


def test_what_it_looks_like_from_right_to_left(arabic: Page, newsroom: Newsroom, article: int) -> None:
    arabic.goto(f"{newsroom.web}/admin/pages/{article}/edit/")
    arabic.locator("[data-side-panel-toggle=newswire]").click()
    unfolded(arabic.locator("[data-side-panel=newswire]"))
    shoot(arabic, "panel-arabic.png")
    assert not serious(arabic, "[data-side-panel=newswire]")


def shoot(page: Page, name: str) -> None:
    page.locator("#newswire-said").evaluate("one => one.scrollIntoView({block: 'center'})")
    still(page)
    page.screenshot(path=SHOTS / name)


def parent(page: Page) -> int:
    crumbs = page.locator("nav[aria-label=Breadcrumb] a[href*='/admin/pages/']").nth(-2)
    found = re.search(r"/admin/pages/(\d+)/", crumbs.get_attribute("href") or "")
    assert found
    return int(found[1])
