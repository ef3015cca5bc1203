"""What a page looks like to axe, and whether it fits, once it has come and stands still."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
WAGTAILS_OWN = (".messages", ".w-minimap")
BESIDE = ".w-minimap, .form-side"  # what Wagtail keeps outside the window until it is opened
# Milliseconds. What spins for ever is not waited for, nor what takes its time.
STILL = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter(one => one.playState === 'running' && one.effect.getComputedTiming().endTime <= 2000)
        .map(one => one.finished)),
    new Promise(done => setTimeout(done, 3000)),
])"""


def still(page: Page) -> None:
    """Waits for the page, and for what fades or slides in."""
    page.wait_for_load_state()
    page.evaluate(STILL)


def serious(page: Page, *parts: str) -> list[str]:
    """What axe finds that is serious in these parts of the page (CSS), each of which must be there."""
    for part in parts:
        page.locator(part).first.wait_for()
    still(page)
    context = {"include": [[part] for part in parts], "exclude": [[one] for one in WAGTAILS_OWN]}
    found = Axe().run(page, context=context).response["violations"]
    bad = [one for one in found if one["impact"] in SERIOUS]
    return [f"{one['id']}: {node['html'][:200]}" for one in bad for node in one["nodes"]]


def sticking_out(page: Page) -> list[str]:
    """What of the page's own part reaches beyond the window, where it does not scroll by itself."""
    still(page)
    found: list[str] = page.evaluate(
        """beside => [...document.querySelectorAll('main *')].filter(one => {
            if (one.closest(beside)) return false;
            const box = one.getBoundingClientRect();
            if (!box.width || (box.right <= innerWidth + 1 && box.left >= -1)) return false;
            for (let up = one; up.tagName !== 'MAIN'; up = up.parentElement) {
                const style = getComputedStyle(up);
                if (style.overflowX !== 'visible' || style.position === 'fixed') return false;
            }
            return true;
        }).map(one => one.outerHTML.slice(0, 160))""",
        BESIDE,
    )
    return found


def taken_apart(page: Page) -> list[str]:
    """The words of tables and tabs that are broken in the middle, for want of room."""
    still(page)
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main :is(td, th, nav a)')].flatMap(cell => {
            const broken = [], texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
            for (let text; (text = texts.nextNode());) {
                if (text.parentElement.closest('.w-sr-only')) continue;
                for (const word of text.data.matchAll(/\\p{L}+/gu)) {
                    const range = document.createRange();
                    range.setStart(text, word.index);
                    range.setEnd(text, word.index + word[0].length);
                    const lines = new Set([...range.getClientRects()].map(box => box.top));
                    if (lines.size > 1) broken.push(word[0]);
                }
            }
            return broken;
        })"""
    )
    return found


def cut_off(page: Page) -> list[str]:
    """The buttons whose words have no room."""
    still(page)
    found: list[str] = page.evaluate(
        """beside => [...document.querySelectorAll('main .button')].filter(one =>
            one.offsetParent && !one.closest(beside) && one.scrollWidth > one.clientWidth + 1
        ).map(one => one.textContent.trim())""",
        BESIDE,
    )
    return found
