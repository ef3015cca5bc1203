"""Many dispatchers, many writers, one reader: on PostgreSQL side by side, on SQLite in turn."""

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from host.models import HostPage
from services.waiting import PATIENCE
from support.announced import body, deliveries, publication_of, types

from newswire.publisher import capture, dispatch, stopping, wake
from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.run import look
from newswire.publisher.dispatch.settle import Outcome, settle
from newswire.publisher.models import Counter, Delivery, Event, Priority, Publication
from newswire.publisher.panel.board import board_of
from newswire.publisher.panel.reading import read
from newswire.publisher.panel.resend import send_rows_again
from newswire.publisher.panel.subject import Subject
from newswire.publisher.translating.refresh import refresh

pytestmark = pytest.mark.django_db(transaction=True)

DISPATCHERS = 8
PAGES = 12
ROUNDS = 4


def closing(work):
    def run(*args):
        try:
            return work(*args)
        finally:
            connection.close()

    return run


def publish_rounds(page):
    for number in range(ROUNDS):
        page = HostPage.objects.get(pk=page.pk)
        page.title, page.intro = f"{page.slug} {number}", f"intro {number}"
        page.save_revision().publish()


def test_no_gap_no_disorder_and_version_and_content_belong_together(channel, tree):
    site = channel(order="every")
    pages = [tree.published(f"Page {number}") for number in range(PAGES)]
    done, seen, errors = threading.Event(), [], []

    @closing
    def work():
        try:
            while not done.is_set():
                dispatch.run(1)
                time.sleep(0.01)
        except Exception as error:
            errors.append(error)

    @closing
    def read():
        while not done.is_set():
            seen.append(list(Event.objects.order_by("sequence").values_list("sequence", flat=True)))
            time.sleep(0.005)

    threads = [threading.Thread(target=work) for _ in range(DISPATCHERS)] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(closing(publish_rounds), pages))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    dispatch.run()
    assert errors == []
    assert all(found == list(range(1, len(found) + 1)) for found in seen)
    assert len(seen) > 5
    count = Event.objects.count()
    assert Counter.objects.get().sequence == count >= PAGES
    for page in pages:
        sent = [body(delivery)["data"] for delivery in deliveries(site, page)]
        assert [data["version"] for data in sent] == list(range(1, len(sent) + 1))
        assert sent[-1]["title"] == f"{page.slug} {ROUNDS - 1}"
        changed = [data for data in sent if data["title"].startswith("page-")]
        numbers = [data["title"].rpartition(" ")[2] for data in changed]
        assert numbers == sorted(numbers)
        for data, number in zip(changed, numbers, strict=True):  # title and text of one moment
            assert f"intro {number}" in data["html"]


def test_a_page_saved_while_it_is_rendered_is_read_again(channel, tree):
    site = channel()
    page = tree.published()
    audience = Audience.now()
    stale = look(publication_of(page).pk, audience)
    capture.touch([page.pk])
    assert settle(stale, audience) is Outcome.MOVED
    assert types(site) == [] and not Event.objects.exists()
    dispatch.run()
    assert types(site) == ["page.published"]
    assert settle(stale, audience) is Outcome.MOVED


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_hosts_long_transaction_holds_up_nobody_else(channel, tree):
    site = channel()
    held, free = tree.published("Held"), tree.published("Free")
    audience = Audience.now()
    present = look(publication_of(held).pk, audience)
    inside, over = threading.Event(), threading.Event()

    @closing
    def host():
        with transaction.atomic():
            HostPage.objects.get(pk=held.pk).save()
            inside.set()
            over.wait(PATIENCE)

    thread = threading.Thread(target=host)
    thread.start()
    assert inside.wait(PATIENCE)
    try:
        assert settle(present, audience) is Outcome.HELD
        dispatch.run()
        assert [d.publication.page_id for d in deliveries(site)] == [free.pk]
    finally:
        over.set()
        thread.join()
    dispatch.run()
    assert {d.publication.page_id for d in deliveries(site)} == {free.pk, held.pk}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_transaction_that_holds_a_page_and_raises_nothing_costs_no_lease(channel, tree, monkeypatch):
    site = channel()
    page = tree.published()
    inside, over, holders = threading.Event(), threading.Event(), []

    @closing
    def holds():
        with transaction.atomic():
            Publication.objects.select_for_update().get(page_id=page.pk)
            inside.set()
            over.wait(PATIENCE)

    def held_meanwhile(publication_id, *given):
        present = look(publication_id, *given)
        if publication_id == publication_of(page).pk and not holders:
            holders.append(threading.Thread(target=holds))
            holders[0].start()
            assert inside.wait(PATIENCE)
            threading.Timer(0.2, over.set).start()
        return present

    monkeypatch.setattr(sys.modules["newswire.publisher.dispatch.run"], "look", held_meanwhile)
    dispatch.run()
    assert holders and types(site) == ["page.published"]
    holders[0].join()


def send_again(page_id):
    subject = Subject.of_page(HostPage.objects.get(pk=page_id))
    board = board_of(subject, read(page_id, subject.set_key))
    send_rows_again(board, board.rows, None)


@pytest.mark.parametrize("act", [refresh, send_again])
def test_who_holds_a_page_that_waits_for_dispatch_wakes_it(channel, tree, monkeypatch, act):
    channel()
    page = tree.published()
    dispatch.run()
    told = []
    monkeypatch.setattr(wake, "_dispatch", lambda: told.append(page.pk))
    act(page.pk)
    assert not told

    capture.touch([page.pk])
    told.clear()
    act(page.pk)
    assert told == [page.pk]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_delivery_that_a_pump_is_claiming_is_not_waited_for(channel, published):
    site = channel()
    page = published()
    inside, over = threading.Event(), threading.Event()

    @closing
    def pump():
        with transaction.atomic():
            Delivery.objects.select_for_update().get()
            inside.set()
            over.wait(PATIENCE)

    thread = threading.Thread(target=pump)
    thread.start()
    assert inside.wait(PATIENCE)
    try:
        HostPage.objects.filter(pk=page.pk).update(title="Second")
        capture.touch([page.pk])
        dispatch.run()
        assert [d.state for d in deliveries(site)] == ["queued", "queued"]
    finally:
        over.set()
        thread.join()


def test_what_a_lost_dispatcher_claimed_is_settled_after_its_lease(channel, tree):
    from newswire.publisher.dispatch import select

    site = channel()
    page = tree.published()
    assert publication_of(page).pk in [one.id for one in select.claim().publications]
    assert dispatch.run() == 0
    Publication.objects.update(rendering_until="2020-01-01T00:00:00Z")
    assert dispatch.run() >= 1
    assert types(site) == ["page.published"]


def test_a_worker_told_to_stop_finishes_its_page_and_gives_back_the_others(channel, tree, monkeypatch):
    site = channel()
    for number in range(3):
        tree.published(f"Story {number}")

    def stopped_meanwhile(*given):
        stopping.stop()
        return look(*given)

    monkeypatch.setattr(sys.modules["newswire.publisher.dispatch.run"], "look", stopped_meanwhile)
    try:
        assert dispatch.run() == 1
    finally:
        stopping.resume()
    monkeypatch.undo()
    assert not Publication.objects.filter(rendering_until__isnull=False).exists()
    assert dispatch.run() >= 2  # at once: no claim has to run out
    assert len(types(site)) == 3


def test_who_gives_back_what_it_claimed_leaves_others_what_they_have_claimed_since(
    channel, tree, monkeypatch
):
    from newswire.publisher.dispatch import select

    channel()
    pages = {publication_of(page).pk: page for page in (tree.published("One"), tree.published("Other"))}
    theirs = []

    def claimed_by_another_meanwhile(publication_id, *given):
        stopping.stop()
        capture.touch([page.pk for pk, page in pages.items() if pk != publication_id])
        theirs.extend(select.claim().publications)
        return look(publication_id, *given)

    monkeypatch.setattr(sys.modules["newswire.publisher.dispatch.run"], "look", claimed_by_another_meanwhile)
    try:
        assert dispatch.run() == 1
    finally:
        stopping.resume()
    [one] = theirs
    assert Publication.objects.get(pk=one.id).rendering_until is not None


def test_a_claim_is_one_statement_and_the_most_urgent_come_first(channel, tree):
    from newswire.publisher.dispatch import select

    pages = [tree.published(f"Story {number}") for number in range(3)]
    dispatch.run()
    for page, priority in zip(pages, (Priority.FRESH, Priority.DEPENDENT, Priority.TAKEDOWN), strict=True):
        capture.touch([page.pk], priority)
    with CaptureQueriesContext(connection) as asked:
        claimed = select.claim().publications
    expected = [publication_of(pages[number]) for number in (2, 0, 1)]
    assert claimed == [(one.pk, one.generation, one.settled, one.traceparent) for one in expected]
    assert all(one.generation == one.settled + 1 for one in claimed)
    assert {one.render_generation for one in expected} == {one.generation for one in expected}
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)  # SQLite looks first


def test_a_page_saved_again_does_not_wait_for_a_lost_dispatcher(channel, tree):
    from newswire.publisher.dispatch import select

    site = channel()
    page = tree.published()
    select.claim()
    capture.touch([page.pk])
    dispatch.run()
    assert types(site) == ["page.published"]
