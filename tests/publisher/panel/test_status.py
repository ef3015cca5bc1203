"""What the panel says of a page, in each state that a site can be in."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from host.tree import Tree
from services.receiver import Receiver, Reply
from support.announced import republish

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Channel, Delivery, Heartbeat, Lane, Publication
from newswire.publisher.panel import board

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def text(response: Any) -> str:
    assert response.status_code == 200, response
    content = re.sub(r"(?s)^.*<main", "<main", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def status(client: Client, page: Any) -> str:
    return text(client.get(f"/admin/newswire/pages/{page.pk}/"))


def fragment(client: Client, page: Any, **asked: Any) -> str:
    response = client.get(f"/admin/newswire/pages/{page.pk}/fragment/", asked)
    assert response.status_code == 200
    return response.content.decode()


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


@pytest.mark.parametrize(
    ("wants", "words"),
    [
        ({"page_types": []}, "No page type is ticked for this site."),
        (
            {"page_types": ["host.brokenpage"]},
            "It takes no pages of the type “host page”, only: broken page.",
        ),
        ({"languages": ["fr"]}, "It takes only French, and there is no such version."),
        ({"topics": ["space"]}, "It takes only these topics: space."),
        ({"started_at": None}, "This site is not switched on yet."),
    ],
)
def test_a_site_that_does_not_want_the_page_says_which_filter(
    channel: Make, published: Make, publisher: Client, wants: dict[str, Any], words: str
) -> None:
    channel(name="Everybody")
    page = published()
    channel(name="Choosy", **wants)
    said = status(publisher, page)
    assert "Choosy Not sent" in said and words in said


def test_a_section_is_named_by_its_title(
    tree: Tree, channel: Make, published: Make, publisher: Client
) -> None:
    sports = tree.published("Sports")
    channel(name="Choosy", sections=[sports.pk])
    assert "It takes only what stands below: Sports." in status(publisher, published())


def test_a_language_that_is_there_is_not_called_missing(
    tree: Tree, channel: Make, published: Make, publisher: Client
) -> None:
    channel(name="Everybody")
    channel(name="Choosy", languages=["fr"])
    page = published()
    tree.home.copy_for_translation(tree.french)
    french = page.copy_for_translation(tree.french)
    french.save_revision().publish()
    dispatch.run()
    said = status(publisher, page)
    assert "It takes only French." in said
    assert "Other languages" in said


def test_of_other_languages_it_offers_only_what_the_person_may_open(
    tree: Tree, channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    channel(receiver.url)
    tree.home.copy_for_translation(tree.french)
    page = published()
    french = page.copy_for_translation(tree.french)
    french.save_revision().publish()
    dispatch.run()
    deliver.run(5)
    translator = person("change", name="translator", below=tree.home.get_translation(tree.french))
    shown = translator.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "English" in shown and "All sites for English" not in shown
    assert "Compare" in shown and f"/admin/newswire/pages/{page.pk}/" not in shown
    assert translator.get(f"/admin/newswire/pages/{page.pk}/").status_code == 302
    manager = person(codenames=("view_channel",), name="manager")
    shown = manager.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "All sites for English" in shown and "Compare" not in shown
    editor = person("change", name="editor", below=tree.home.get_parent())
    both = editor.get(f"/admin/newswire/pages/{french.pk}/").content.decode()
    assert "All sites for English" in both and f"/admin/newswire/pages/{page.pk}/compare/" in both


def test_nothing_is_hidden_where_there_is_nothing(tree: Tree, publisher: Client, person: Make) -> None:
    page = tree.draft()
    assert "No site receives this page yet. Ask whoever looks after" in status(publisher, page)
    manager = person("change", codenames=("add_channel",), name="manager")
    assert "Add a site" in status(manager, page)


def test_a_page_that_nobody_takes(tree: Tree, channel: Make, publisher: Client) -> None:
    channel(page_types=[])
    said = status(publisher, tree.published())
    assert "No site takes this page." in said and "Each says below why not." in said


def test_a_draft_says_who_gets_it(tree: Tree, channel: Make, publisher: Client) -> None:
    channel()
    said = status(publisher, tree.draft())
    assert "1 site gets it when it is published." in said and "Send it" not in said


def test_a_page_from_before_the_site_can_be_sent(channel: Make, published: Make, publisher: Client) -> None:
    channel(name="First")
    page = published()
    channel(name="Second")
    said = status(publisher, page)
    assert "It was live before this site was added." in said and "Send it" in said


def test_an_unpublished_page(channel: Make, published: Make, publisher: Client, receiver: Receiver) -> None:
    channel(receiver.url, name="Partner")
    page = published()
    deliver.run(5)
    page.unpublish()
    dispatch.run()
    deliver.run(5)
    said = status(publisher, page)
    assert "Off all sites." in said and "The page is not published." in said


def test_a_page_that_cannot_be_rendered_says_why(tree: Tree, channel: Make, publisher: Client) -> None:
    from host.models import BrokenPage

    channel()
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english))
    page.save_revision().publish()
    dispatch.run()
    said = status(publisher, page)
    assert "This page cannot be sent" in said
    assert Publication.objects.get(page_id=page.pk).render_error in html.unescape(said)


def test_sending_that_is_stopped_is_said(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "Waiting: sending is stopped, tell your administrator." in status(publisher, page)
    assert "w-session w-swap" not in fragment(publisher, page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"state": Channel.State.PAUSED, "state_note": "Paused by Ana."},
            "This site is paused. Paused by Ana.",
        ),
        ({"state": Channel.State.DISABLED}, "This site is switched off."),
    ],
)
def test_what_waits_for_a_site_that_is_not_on(
    channel: Make, published: Make, publisher: Client, fields: dict[str, Any], words: str
) -> None:
    channel(**fields)
    assert words in status(publisher, published())


def test_what_waits_for_a_site_that_failed_too_often(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    Lane.objects.update(breaker=Lane.Breaker.OPEN)
    assert "Paused after errors: it goes out when the site answers again." in status(publisher, page)


def test_the_refreshing_goes_on_while_something_moves_and_ends_after_two_minutes(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    assert "round=1&amp;" in fragment(publisher, page)
    assert "round=8&amp;" in fragment(publisher, page, round=7)
    ended = fragment(publisher, page, round=24)
    assert "w-session w-swap" not in ended and "No longer refreshed by itself." in ended
    assert "round=1&amp;" in fragment(publisher, page, round="x")


def test_a_sentence_is_said_again_only_when_it_has_changed(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url)
    page = published()
    said = re.search(r"said=(\w+)", fragment(publisher, page))
    assert said
    assert "w-teleport" not in fragment(publisher, page, round=1, said=said[1])
    deliver.run(5)
    assert "w-teleport" in fragment(publisher, page, round=2, said=said[1])


def test_who_may_not_edit_the_page_sees_nothing(
    channel: Make, published: Make, person: Make, client: Client
) -> None:
    channel(name="Partner")
    page = published()
    stranger = person(name="stranger")
    assert stranger.get(f"/admin/newswire/pages/{page.pk}/").status_code == 302
    assert "You may no longer see this page" in fragment(stranger, page)
    assert "Partner" not in fragment(stranger, page)
    expired = client.get(
        f"/admin/newswire/pages/{page.pk}/fragment/", headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert expired.status_code == 403


def test_who_looks_after_the_sites_sees_where_a_page_is_and_nothing_of_its_text(
    tree: Tree, channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    site = channel(receiver.url, name="Partner")
    page, draft = published(), tree.draft("Secret")
    deliver.run(5)
    manager = person(codenames=("view_channel", "change_channel"), name="manager")
    shown = manager.get(f"/admin/newswire/pages/{page.pk}/").content.decode()
    assert "Partner" in shown and "Send again" in shown
    assert "Compare" not in shown and f"/admin/pages/{page.pk}/edit/" not in shown
    assert manager.get(f"/admin/newswire/pages/{page.pk}/compare/{site.pk}/").status_code == 302
    assert manager.get(f"/admin/newswire/pages/{draft.pk}/").status_code == 302
    assert "Secret" not in fragment(manager, draft)


def test_a_page_deleted_meanwhile(channel: Make, published: Make, publisher: Client, person: Make) -> None:
    channel(name="Partner")
    page = published()
    pk = page.pk
    page.delete()
    page.pk = pk
    assert "This page has been deleted." in fragment(publisher, page)
    manager = person(codenames=("view_channel",), name="manager")
    assert "Partner" in fragment(manager, page)
    dispatch.run()
    assert "This page has been deleted." in status(manager, page)
    assert publisher.get("/admin/newswire/pages/999999/", follow=True).status_code == 404


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
