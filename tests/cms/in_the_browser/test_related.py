"""The related news block in a real Chromium."""

from typing import Any

import pytest
from django.urls import reverse
from e2e.editing import Editor
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


def test_suggestions_that_come_late_move_no_field_from_under_the_mouse(
    page: Page, at_the_desk: Editor, indexes: Any, write: Any
) -> None:
    for number in range(3):
        write(f"Older news {number}")
    late: list[Route] = []
    page.route(f"**{reverse('newswire_related_suggestions')}*", lambda route: late.append(route))
    at_the_desk.new_article(indexes["en"].pk)
    related = at_the_desk.add_block("Related news")
    field, offered = related.get_by_label("Fill up automatically"), related.get_by_role("group")
    expect(field).to_be_visible()
    # In the block: what stands above it is Wagtail's.
    top = "getBoundingClientRect().top"
    place = f"element => element.{top} - element.closest('.struct-block').{top}"
    before = field.evaluate(place)
    for route in late:
        route.continue_()
    expect(offered.get_by_role("button", name="Older news 2")).to_be_visible()
    assert field.evaluate(place) == before


def test_a_suggested_title_is_shown_as_it_is(
    page: Page, at_the_desk: Editor, indexes: Any, write: Any
) -> None:
    title = "$$ 5 bn: $& and {date} <b>“deal”</b>"
    write(title)
    at_the_desk.new_article(indexes["en"].pk)
    at_the_desk.take_suggestion(at_the_desk.add_block("Related news"), title)
