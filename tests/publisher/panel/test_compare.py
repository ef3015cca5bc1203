"""What a site has against what it would get now."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from services.receiver import Receiver
from support.announced import republish

from newswire.publisher import deliver
from newswire.publisher.models import Payload
from newswire.publisher.panel.difference import parts_of

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


@pytest.fixture
def compared(publisher: Client) -> Make:
    def ask(page: Any, channel: Any) -> str:
        answer = publisher.get(f"/admin/newswire/pages/{page.pk}/compare/{channel.pk}/")
        assert answer.status_code == 200
        return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))

    return ask


@pytest.fixture
def held(channel: Make, published: Make, receiver: Receiver) -> tuple[Any, Any]:
    """A page, and a site that has it."""
    site = channel(receiver.url, name="Partner")
    page = published(intro="Ferries run again.", body="<p>The harbour is open.</p><p>Tickets are cheap.</p>")
    deliver.run(5)
    return page, site


def test_the_same(held: Any, compared: Make) -> None:
    assert "The site has what it would get now." in compared(*held)


def test_what_was_taken_out_and_put_in(held: Any, compared: Make) -> None:
    page, site = held
    republish(page, title="Harbour opens", body="<p>The harbour is open.</p><p>Tickets are dear.</p>")
    said = compared(page, site)
    assert "Harbour <del>reopens</del><ins>opens</ins>" in said
    assert "Tickets are <del>cheap</del><ins>dear</ins>." in said
    assert "The harbour is open." not in said


def test_a_page_that_is_gone(held: Any, compared: Make) -> None:
    page, site = held
    page.unpublish()
    said = compared(page, site)
    assert "<del>live</del>" in said and "<ins>gone</ins>" in said


def test_bytes_that_are_kept_no_longer(held: Any, compared: Make) -> None:
    Payload.objects.all().delete()
    assert "is kept no longer" in compared(*held)


def test_a_page_that_cannot_be_rendered(tree: Any, channel: Make, compared: Make, receiver: Receiver) -> None:
    from host.models import BrokenPage

    from newswire.publisher import dispatch

    site = channel(receiver.url)
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english, broken=False))
    page.save_revision().publish()
    dispatch.run()
    deliver.run(5)
    republish(page, broken=True)
    assert "This page cannot be sent:" in compared(page, site)


def test_text_within_any_markup_is_read_line_by_line() -> None:
    before = {"html": "<div>Loose <b>text</b><p>One</p><ul><li>Two</li></ul></div>"}
    after = {"html": "<div>Loose <i>text</i><p>One</p><ul><li>Three</li></ul></div>"}
    (part,) = parts_of(before, after)
    assert part.lines == [[("deletion", "Two"), ("addition", "Three")]]


def test_markup_in_a_text_is_not_run(held: Any, publisher: Client) -> None:
    page, site = held
    republish(page, title="<script>alert(1)</script>")
    answer = publisher.get(f"/admin/newswire/pages/{page.pk}/compare/{site.pk}/").content.decode()
    assert "<script>alert" not in answer and "alert" in answer
