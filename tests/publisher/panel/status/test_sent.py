"""What the panel says of a page that was sent: arrived, failed, stopped, and of very many sites."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from services.receiver import Receiver, Reply
from support.announced import republish

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Delivery, Publication
from newswire.publisher.panel import board

from .reading import Make, fragment, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_with_time_version_and_the_address_there(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(body=b'{"url": "https://partner.example/harbour"}')
    channel(receiver.url, name="Partner")
    page = published()
    assert "1 waiting." in status(publisher, page)
    deliver.run(5)
    said = status(publisher, page)
    assert re.search(r"On 1 of 1 sites since [^.]*(a\.m|p\.m|noon|midnight)\. ", said) and ".m.." not in said
    assert "Partner On the site" in said and "version 1" in said
    assert "See it on partner.example" in said
    assert 'data-controller="w-session w-swap"' not in fragment(publisher, page)


def test_of_very_many_sites_some_are_listed_and_all_are_counted(
    channel: Make, published: Make, publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each site's row costs half a millisecond: 50,000 of them would keep an editor waiting."""
    monkeypatch.setattr(board, "MOST_OF_A_GROUP", 3)
    for number in range(5):
        channel("http://127.0.0.1:9/", name=f"Site {number}")
    page = published()
    said = status(publisher, page)
    assert [name for name in (f"Site {number}" for number in range(5)) if name in said] == [
        "Site 0",
        "Site 1",
        "Site 2",
    ]
    assert "Waiting 5" in said and "And 2 more sites." in said
    monkeypatch.setattr(board, "MOST_OF_A_GROUP", 5)
    assert "Site 4" in (said := status(publisher, page)) and "more site" not in said


def test_without_an_answer_the_address_is_expected_by_the_sites_pattern(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url, address_pattern="https://partner.example/{lang}/story/{slug}")
    page = published()
    deliver.run(5)
    shown = fragment(publisher, page)
    assert 'href="https://partner.example/en/story/harbour-reopens"' in shown
    assert "Expected on partner.example" in shown and "See it on" not in shown


def test_a_receiver_that_fails_is_told_in_words_with_the_next_time(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(status=500)
    channel(receiver.url, name="Partner")
    page = published()
    deliver.run(3)
    said = status(publisher, page)
    assert re.search(r"Failed, will be tried again\s*, next try \d", said)
    assert "The site has a problem of its own. Tell the people who run that site." in said


def test_what_is_stopped_for_good_says_what_to_do(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(status=404)
    channel(receiver.url, name="Partner")
    page = published()
    Delivery.objects.update(state=Delivery.State.PARKED, last_error="not_found", done_at=timezone.now())
    said = status(publisher, page)
    assert "Stopped, needs you" in said and "Check the address of the channel." in said
    assert "1 stopped, needs you." in said
    # After three days of tries: nothing of it is tried again.
    Delivery.objects.update(last_error="connect")
    said = status(publisher, page)
    assert "nothing answers there. Send it again when the site works." in said
    assert "tried again by itself" not in said


def test_two_hundred_sites_and_twenty_languages_take_six_queries(
    channel: Make, published: Make, counted: Make
) -> None:
    from newswire.publisher.panel.board import board_of, versions_of
    from newswire.publisher.panel.reading import read
    from newswire.publisher.panel.subject import Subject

    for number in range(200):
        channel(name=f"Site {number:03}")
    page = published()
    own = Publication.objects.get(page_id=page.pk)
    for number in range(20):
        Publication.objects.create(
            page_id=900_000 + number,
            set_key=own.set_key,
            lang=f"x{number}",
            version=1,
            title="Port",
            page_type="host.hostpage",
            state=Publication.State.LIVE,
        )
    subject = Subject.of_page(page)
    with counted() as queries:
        reading = read(subject.page_id, subject.set_key)
    assert len(queries) <= 6
    with counted() as queries:
        board, versions = board_of(subject, reading), versions_of(subject, reading)
        assert board.sentence == "On 0 of 200 sites. 200 waiting."
        assert len(versions) == 20 and len(versions[0].shown) <= 20
    assert not queries.captured_queries


def test_a_republished_page_names_the_version_that_the_site_has(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url, name="Partner")
    page = published()
    deliver.run(5)
    republish(page, title="Harbour reopens at last")
    assert "A newer version is being prepared." in status(publisher, page)
    dispatch.run()
    said = status(publisher, page)
    assert "1 waiting." in said and "version 1" in said and "version 2" not in said
