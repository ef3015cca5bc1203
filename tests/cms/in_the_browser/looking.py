"""Pictures for who changes something here."""

from e2e.conftest import ROOT
from playwright.sync_api import Page

LOOKED_AT = ROOT / "build" / "e2e"


def look(page: Page, name: str) -> None:
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LOOKED_AT / f"composing-{name}.png", full_page=True)
