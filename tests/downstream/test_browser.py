"""The pages in a real browser: nothing sticks out at 320 px, and axe finds no fault."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from services.sender import post, sample

from .test_process import secret, server, url  # noqa: F401 - fixtures

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("secret"), pytest.mark.timeout(900)]


@pytest.fixture
def addresses(url: str, make: Callable[..., dict[str, Any]]) -> list[str]:  # noqa: F811
    """A page of each kind, with content that is hard to lay out."""
    hook = f"{url}/hook"
    articles = [post(hook, sample(name)).body["url"] for name in ("updated.en", "published.ar", "moved.fr")]
    plain = make(1, title="Unbroken" * 12, html="<p>Plain.</p><table><tr><th>A</th><td>1</td></tr></table>")
    articles.append(post(hook, plain).body["url"])
    for number in range(2, 30):
        post(hook, make(number))
    post(hook, b"{")
    gone = post(hook, sample("published.de")).body["url"]
    post(hook, sample("unpublished.de"))
    lists = [f"{url}{path}" for path in ("/", "/en/?page=1", "/ar/", "/it/", "/received", "/missing")]
    return [*articles, gone, *lists]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_every_page_fits_and_is_accessible(
    browser: Browser, addresses: list[str], scheme: Any, width: int
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Security Policy" in line.text else None)
    # The pictures' host does not exist; waiting for its name would only take time.
    page.route(lambda address: "127.0.0.1" not in address, lambda route: route.abort())
    for address in addresses:
        page.goto(address, wait_until="load")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page)
        assert not found.violations_count, (address, found.generate_report())
    page.close()
    assert not errors
