"""A worker's process renders a page before one is published: the first is not the slow one."""

import logging
import threading

import pytest
from services.waiting import PATIENCE, until

from newswire.publisher import dispatch
from newswire.publisher.dispatch import warm
from newswire.publisher.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has rendered nothing."""
    monkeypatch.setattr(warm, "_warm_in", 0)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Publications that were rendered in advance, as that ends."""
    found: list[int] = []
    own = warm.read

    def read(publication_id: int, *rest, **wants):
        assert threading.current_thread() is not threading.main_thread()
        present = own(publication_id, *rest, **wants)
        assert present.content is not None
        found.append(publication_id)
        return present

    monkeypatch.setattr(warm, "read", read)
    return found


def test_what_was_announced_last_is_rendered_once(channel, published, looked_at) -> None:
    assert dispatch.turn(5) == 0
    assert looked_at == [], "nothing was announced yet"
    channel()
    published()
    published(title="The newest", slug="newest")
    newest = Event.objects.latest("pk").publication_id
    assert dispatch.turn(5) == 0

    until(lambda: looked_at)
    assert dispatch.turn(5) == 0
    over()
    assert looked_at == [newest]


def test_who_has_rendered_a_page_needs_no_other(channel, published, looked_at) -> None:
    channel()
    page = published()
    page.save_revision().publish()

    assert dispatch.turn(5) == 1
    assert dispatch.turn(5) == 0
    over()
    assert looked_at == []


def test_a_page_that_raises_or_takes_its_time_holds_up_nobody(
    channel, published, monkeypatch, caplog
) -> None:
    channel()
    published()
    may_end = threading.Event()

    def read(*args, **wants):
        assert may_end.wait(PATIENCE)
        raise ZeroDivisionError

    monkeypatch.setattr(warm, "read", read)
    with caplog.at_level(logging.INFO, "newswire.publisher.dispatch.warm"):
        assert dispatch.turn(5) == 0
        assert dispatch.turn(5) == 0
        may_end.set()
        over()
    assert [record.getMessage() for record in caplog.records] == [
        f"publication={Event.objects.get().publication_id} is not rendered in advance (ZeroDivisionError)"
    ]


def over() -> None:
    """Until whatever renders in advance has ended."""
    for thread in threading.enumerate():
        if thread.name == "newswire-warm":
            thread.join(PATIENCE)
