"""What an editor's hands do in the page editor, by mouse and keyboard alone."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

CHILD = "[data-streamfield-child][data-contentpath]"
LOOKS = 600  # milliseconds; Wagtail's editor looks a little more often whether anything was typed


def wait_until_saved(page: Page) -> None:
    """Before a publish: of an autosave that is under way or due then, Wagtail makes an edit by somebody else,
    a second new page, or a draft with older words."""
    page.wait_for_timeout(LOOKS)
    form = page.locator("#page-edit-form")
    expect(form).not_to_have_attribute("data-w-unsaved-has-edits-value", "true")
    page.wait_for_load_state("networkidle")


class Editor:
    def __init__(self, page: Page, web: str) -> None:
        self.page = page
        self.web = web
        self.body = page.locator("#panel-child-content-body-section")

    def explore(self, index: int) -> None:
        self.page.goto(f"{self.web}/admin/pages/{index}/")

    def empty(self, index: int) -> None:
        """Deletes every article below the index, as the bulk actions offer it."""
        self.explore(index)
        if not (everything := self.page.get_by_role("checkbox", name="Select all")).count():
            return
        everything.check()
        self.page.get_by_role("link", name="Delete selected pages").click()
        self.page.get_by_role("button", name=re.compile("^Yes, delete")).click()
        expect(self.page.locator(".messages .success").filter(has_text="deleted")).to_be_visible()

    def new_article(self, index: int) -> None:
        self.explore(index)
        actions = self.page.get_by_role("navigation", name="Actions", exact=True)
        actions.get_by_role("link", name="Add child page").click()

    def headline(self, text: str, summary: str = "") -> None:
        self.page.get_by_placeholder("Headline").fill(text)
        self.page.locator("[name=summary]").fill(summary)

    def paragraph(self, *lines: str) -> None:
        """Writes the first block of the body, a paragraph, anew."""
        box = self.body.locator("[contenteditable=true][role=textbox]").first
        box.click()
        self.page.keyboard.press("Control+a")
        for number, line in enumerate(lines):
            if number:
                self.page.keyboard.press("Enter")
            self.page.keyboard.insert_text(line)
        expect(box).to_contain_text(lines[-1])
        kept = self.body.locator("input[name=body-0-value]")
        expect(kept).to_have_value(re.compile(re.escape(lines[-1][-20:])))

    def upload_lead(self, file: Path, title: str, credit: str) -> None:
        self.page.get_by_role("button", name="Choose an image").first.click()
        window = self.page.locator(".modal-content")
        window.get_by_role("tab", name="Upload").click()
        window.locator("input[type=file]").set_input_files(file)
        window.get_by_label("Title").fill(title)
        window.get_by_label("Photo credit").fill(credit)
        window.get_by_role("button", name="Upload").click()
        expect(window).to_have_count(0)

    def describe_lead(self, text: str) -> None:
        group = self.page.locator("#panel-child-content-about_the_lead_picture-section")
        group.get_by_role("button", name="Toggle section").click()
        group.get_by_label("Alternative text").fill(text)

    def add_block(self, name: str, within: Locator | None = None) -> Locator:
        """The block that now stands at the end of the body, or of `within`."""
        place = within or self.body
        before = self._paths(place)
        place.locator("button.c-sf-add-button").last.click()
        if (search := self.page.get_by_role("combobox", name="Search options")).count():
            search.fill(name)
        self.page.get_by_role("option", name=name).first.click()
        expect(place.locator(CHILD)).not_to_have_count(len(before))
        new = next(path for path in self._paths(place) if path not in before)
        return self.page.locator(f"[data-contentpath='{new}']")

    def _paths(self, place: Locator) -> list[str]:
        paths: list[str] = place.locator(CHILD).evaluate_all(
            "found => found.map(one => one.dataset.contentpath)"
        )
        return paths

    def choose_page(self, within: Locator, title: str) -> None:
        within.get_by_role("button", name="Choose a page").click()
        window = self.page.locator(".modal-content")
        window.get_by_role("textbox", name="Search term").fill(title)
        window.get_by_role("link", name=title, exact=True).click()
        expect(window).to_have_count(0)

    def take_suggestion(self, related: Locator, title: str) -> None:
        offered = related.get_by_role("group", name="Suggestions")
        offered.get_by_role("button", name="Suggest again").click()
        offered.get_by_role("button", name=f"Add “{title}”").click()
        expect(offered.get_by_role("status")).to_contain_text(f"“{title}” has been added")
        expect(related.get_by_text(title).first).to_be_visible()

    def translate(self, index: int, headline: str, language: str) -> None:
        """Opens the draft of a new version of the article, as the page's own menu makes it."""
        self.explore(index)
        self.page.get_by_role("link", name=headline, exact=True).first.click()
        actions = self.page.get_by_role("navigation", name="Actions", exact=True)
        actions.get_by_role("button", name="Actions").click()
        actions.get_by_role("link", name="Translate").click()
        self.page.get_by_label(language).check()
        self.page.get_by_role("button", name="Submit").click()
        expect(self.page.locator(".messages .success").filter(has_text=language)).to_be_visible()

    def publish(self) -> None:
        wait_until_saved(self.page)
        self.page.get_by_role("button", name="More actions").click()
        self.page.locator("button[value=action-publish]").click()
        expect(self.page.locator(".messages .success").filter(has_text="published")).to_be_visible()
