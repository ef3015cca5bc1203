"""Send again: one site, those where it failed, all; and what happens when something is gone meanwhile."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from host.tree import Tree
from services.receiver import Receiver
from wagtail.models import GroupPagePermission

from newswire.publisher import deliver, jobs
from newswire.publisher.channels.remove import forget_history
from newswire.publisher.models import Channel, Delivery, Job
from newswire.publisher.panel.board import board_of
from newswire.publisher.panel.reading import read
from newswire.publisher.panel.resend import Asked, send_rows_again
from newswire.publisher.panel.subject import Subject

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]
SWAPPED = {"x-requested-with": "XMLHttpRequest"}


def send(client: Client, page: Any, **form: Any) -> str:
    response = client.post(f"/admin/newswire/pages/{page.pk}/send-again/", form, headers=SWAPPED)
    assert response.status_code == 200, response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def arrived(receiver: Receiver) -> int:
    jobs.step(5)
    deliver.run(5)
    return len(receiver.requests)


def test_one_site_gets_the_same_version_again(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    one, other = channel(receiver.url, name="One"), channel(receiver.url, name="Other")
    page = published()
    assert arrived(receiver) == 2
    said = send(publisher, page, channel=one.pk)
    assert "Will be sent again to 1 site." in said and "Will be sent again in a moment" in said
    assert arrived(receiver) == 3
    assert Delivery.objects.filter(channel=one).count() == 2
    assert Delivery.objects.filter(channel=other).count() == 1
    assert set(Delivery.objects.values_list("version", flat=True)) == {1}
    assert Job.objects.get().actor == User.objects.get(username="someone")


def test_all_sites(channel: Make, published: Make, publisher: Client, receiver: Receiver) -> None:
    for name in "ABC":
        channel(receiver.url, name=name)
    page = published()
    assert arrived(receiver) == 3
    assert "Will be sent again to 3 sites." in send(publisher, page, which="all")
    assert arrived(receiver) == 6


def test_where_it_failed_only(channel: Make, published: Make, publisher: Client, receiver: Receiver) -> None:
    well, parked, retrying = (channel(receiver.url, name=name) for name in ("Well", "Parked", "Retrying"))
    page = published()
    Delivery.objects.filter(channel=parked).update(state=Delivery.State.PARKED, last_error="not_found")
    later = timezone.now() + timedelta(hours=2)
    Delivery.objects.filter(channel=retrying).update(attempts=3, next_attempt_at=later)
    deliver.run(5)
    assert len(receiver.requests) == 1
    assert "Will be sent again to 2 sites." in send(publisher, page, which="failed")
    assert arrived(receiver) == 3
    assert Delivery.objects.filter(channel=well).count() == 1
    # What waited for its next try is the same sending, tried now.
    assert Delivery.objects.get(channel=retrying).state == Delivery.State.DELIVERED


def test_a_page_from_before_the_site_is_sent_to_it_for_the_first_time(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(name="First")
    page = published()
    second = channel(receiver.url, name="Second")
    assert "Will be sent again to 1 site." in send(publisher, page, channel=second.pk)
    jobs.step(5)
    assert Delivery.objects.filter(channel=second).count() == 1


def test_nothing_failed(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    assert "Nothing needs to be sent again." in send(publisher, published(), which="failed")


def test_two_editors_at_once_send_once(
    channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    one = channel(receiver.url)
    page = published()
    assert arrived(receiver) == 1
    both = [person("publish", name=name) for name in ("ana", "ben")]

    def press(client: Client) -> str:
        try:
            return send(client, page, channel=one.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(press, both))
    assert sorted("Somebody has just asked for that" in words for words in said) == [False, True]
    assert Job.objects.count() == 1
    assert arrived(receiver) == 2


def test_a_site_deleted_while_the_article_is_open(channel: Make, published: Make, publisher: Client) -> None:
    gone = channel(name="Partner")
    page = published()
    pk = gone.pk
    Channel.objects.filter(pk=pk).delete()
    assert "This site has been deleted meanwhile." in send(publisher, page, channel=pk)
    answer = publisher.get(f"/admin/newswire/pages/{page.pk}/compare/{pk}/", follow=True)
    assert "has been deleted meanwhile" in answer.content.decode()


def test_a_site_deleted_while_the_button_is_pressed(channel: Make, published: Make) -> None:
    gone, there = channel(name="Gone"), channel(name="There")
    subject = Subject.of_page(published())
    board = board_of(subject, read(subject.page_id, subject.set_key))
    forget_history(gone)
    gone.delete()
    assert send_rows_again(board, board.rows, None) == Asked(1, 0)
    assert not Job.objects.exists()  # what waits for the other is tried now
    assert Delivery.objects.get(channel=there).next_attempt_at is not None


def test_a_permission_withdrawn_meanwhile(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    assert "You may no longer publish this page" in send(publisher, page, which="all")
    assert not Job.objects.exists()
    shown = publisher.get(f"/admin/newswire/pages/{page.pk}/").content.decode()
    assert "send-again" not in shown


def test_who_may_change_the_sites_may_send_a_page_again(
    channel: Make, published: Make, person: Make, receiver: Receiver
) -> None:
    channel(receiver.url)
    page = published()
    assert arrived(receiver) == 1
    manager = person(codenames=("view_channel", "change_channel"), name="manager")
    assert "Will be sent again to 1 site." in send(manager, page, which="all")
    watcher = person(codenames=("view_channel",), name="watcher")
    assert "You may no longer publish this page" in send(watcher, page, which="all")


def test_a_page_deleted_meanwhile(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    pk = page.pk
    page.delete()
    page.pk = pk
    assert "This page has been deleted." in send(publisher, page, which="all")
    assert not Job.objects.exists()


def test_only_a_post_with_its_token_sends(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    address = f"/admin/newswire/pages/{page.pk}/send-again/"
    assert publisher.get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="someone"))
    assert strict.post(address, {"which": "all"}).status_code == 403
    assert not Job.objects.exists()


def test_without_scripts_the_answer_is_a_page(
    tree: Tree, channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url)
    page = published()
    assert arrived(receiver) == 1
    answer = publisher.post(f"/admin/newswire/pages/{page.pk}/send-again/", {"which": "all"}, follow=True)
    assert "Will be sent again to 1 site." in answer.content.decode()
