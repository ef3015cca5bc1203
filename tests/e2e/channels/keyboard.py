"""A form by keyboard alone."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str) -> None:
    """From where the keyboard is: a field that it cannot reach is never reached."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"{selector} cannot be reached with the Tab key")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")
