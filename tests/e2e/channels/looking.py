"""Pictures, after axe has looked."""

from playwright.sync_api import Page
from support.looks import serious

from e2e.conftest import ROOT, SHOTS

# The other pictures are for who changes something here.
IN_DOCS = {"first-run", "address-refused", "test", "count", "trouble-light", "trouble-dark", "failed-light"}
LOOKED_AT = ROOT / "build" / "e2e"


def look(page: Page, name: str) -> None:
    """A picture, after axe has found nothing serious in what is ours."""
    assert not serious(page, "main")
    page.evaluate("window.scrollTo(0, 0)")
    folder = SHOTS if name in IN_DOCS else LOOKED_AT
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"channels-{name}.png")
