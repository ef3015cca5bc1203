"""Many writers at once. On PostgreSQL they hold rows side by side; on SQLite they queue."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from host.models import HostPage
from services.waiting import PATIENCE
from support.beside import beside

from newswire.publisher import capture, reconcile
from newswire.publisher.models import Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 15


def in_threads(work, arguments):
    """Runs all at the same moment; raises the first error of any."""
    barrier = threading.Barrier(len(arguments))

    def run(argument):
        barrier.wait()
        try:
            return work(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def publish(page):
    page = HostPage.objects.get(pk=page.pk)
    page.title += "!"
    page.save_revision().publish()


def test_siblings_published_at_once_while_everything_else_runs(tree, generation):
    """All of one language set, with what touches them all running beside."""
    pages = [tree.published(f"Page {number}") for number in range(WRITERS)]
    Publication.objects.update(set_key=pages[0].translation_key)
    before = {page.pk: generation(page) for page in pages}
    done = threading.Event()
    errors = []

    def meanwhile(work):
        try:
            while not done.is_set():
                work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    ids = [page.pk for page in pages]
    beside = [
        threading.Thread(target=meanwhile, args=[lambda: capture.touch(ids, Priority.DEPENDENT)]),
        threading.Thread(target=meanwhile, args=[lambda: capture.touch(ids[::-1], Priority.DEPENDENT)]),
        threading.Thread(target=meanwhile, args=[lambda: reconcile.step(0.2)]),
    ]
    for thread in beside:
        thread.start()
    try:
        for _ in range(2):
            in_threads(publish, pages)
    finally:
        done.set()
        for thread in beside:
            thread.join()
    assert errors == []
    assert {HostPage.objects.get(pk=page.pk).title[-2:] for page in pages} == {"!!"}
    assert all(generation(page) >= before[page.pk] + 2 for page in pages)


def test_new_pages_made_at_once_are_all_captured(tree, generation):
    sections = [tree.published(f"Section {number}") for number in range(WRITERS)]
    made = in_threads(lambda section: tree.page("New", HostPage.objects.get(pk=section.pk)).pk, sections)
    assert [generation(pk) for pk in made] == [1] * WRITERS


def test_touching_waits_for_nobody_who_takes_rows_in_another_order(tree, generation):
    """A bulk action holds the last row and will want the first; a touch of all must not stand between."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    pages = [tree.published(f"Page {number}") for number in range(4)]
    before = [generation(page) for page in pages]
    holds_last, touched = threading.Event(), threading.Event()

    def bulk():
        with transaction.atomic():
            publish(pages[-1])
            holds_last.set()
            touched.wait(1)
            publish(pages[0])

    with beside(bulk):
        assert holds_last.wait(PATIENCE)
        assert capture.touch([page.pk for page in pages]) == 4
        touched.set()
    assert [generation(page) for page in pages] == [
        before[0] + 2,
        before[1] + 1,
        before[2] + 1,
        before[3] + 2,
    ]
