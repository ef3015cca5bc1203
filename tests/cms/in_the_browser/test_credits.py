"""Missing credits, in a real Chromium: named, asked for, reported."""

from typing import Any

import pytest
from django.urls import reverse
from e2e.editing import Editor
from playwright.sync_api import Page, expect

from newswire.cms.models import PictureCredit
from newswire.cms.pages.models import ArticlePage

from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.fixture
def uncredited(write: Any, picture: Any) -> ArticlePage:
    body = [("paragraph", "<p>Text.</p>"), ("image", {"image": picture("nobody.jpg"), "alt_text": "A field"})]
    return write("Harvest", live=False, body=body)


def test_a_missing_credit_is_named_with_a_way_to_its_field(
    page: Page, at_the_desk: Editor, uncredited: Any
) -> None:
    page.goto(f"{at_the_desk.web}{reverse('wagtailadmin_pages:edit', args=[uncredited.pk])}")
    at_the_desk.publish()
    warning = page.locator(".messages .warning")
    expect(warning).to_contain_text("1 picture of “Harvest” has no photo credit.")
    look(page, "credit-warning")
    warning.get_by_role("link", name="Credit of “nobody.jpg”").click()
    field = page.get_by_label("Photo credit")
    expect(field).to_be_in_viewport()
    field.fill("Jane Doe")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert PictureCredit.objects.get().text == "Jane Doe"


def test_where_credits_are_required_the_message_stands_at_the_field(
    page: Page, at_the_desk: Editor, uncredited: Any, settings: Any
) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "block"
    page.goto(f"{at_the_desk.web}{reverse('wagtailadmin_pages:edit', args=[uncredited.pk])}")
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()
    # Wagtail's minimap may repeat the words as a link to the block.
    message = at_the_desk.body.locator(".error-message").filter(has_text="“nobody.jpg” has no photo credit.")
    expect(message).to_be_visible()
    message.scroll_into_view_if_needed()
    look(page, "credit-required")
    at_the_desk.body.get_by_label("Photo credit").fill("Jane Doe")
    at_the_desk.publish()
    uncredited.refresh_from_db()
    assert uncredited.live


def test_the_report_lists_pictures_in_use_without_a_credit(
    page: Page, at_the_desk: Editor, uncredited: Any, picture: Any
) -> None:
    uncredited.save_revision().publish()
    picture("unused.jpg")
    page.goto(at_the_desk.web + reverse("newswire_uncredited_pictures"))
    expect(page.get_by_role("link", name="nobody.jpg")).to_be_visible()
    expect(page.get_by_text("unused.jpg")).to_have_count(0)
    look(page, "report")
    page.get_by_role("link", name="nobody.jpg").click()
    page.get_by_label("No credit needed").check()
    page.get_by_role("button", name="Save").first.click()
    page.goto(at_the_desk.web + reverse("newswire_uncredited_pictures"))
    expect(page.get_by_text("nobody.jpg")).to_have_count(0)
