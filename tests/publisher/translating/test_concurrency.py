"""Linking while others save and link, over connections of their own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError
from host.models import HostPage
from host.tree import plant
from services.waiting import PATIENCE
from wagtail.models import Page

from newswire.publisher.models import Publication
from newswire.publisher.translating import locking, refresh
from newswire.publisher.translating.link import link
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.unlink import unlink

pytestmark = pytest.mark.django_db(transaction=True)

two_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time: nothing is under way beside it"
)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """No link is given up, however slow the others are."""
    monkeypatch.setattr(locking, "PATIENCE", PATIENCE)


@pytest.fixture
def tree(transactional_db):
    return plant()


@pytest.fixture
def french_home(tree):
    made = HostPage.objects.get(pk=tree.home.pk).copy_for_translation(tree.french)
    made.save_revision().publish()
    return HostPage.objects.get(pk=made.pk)


@pytest.fixture
def pair(tree, french_home):
    return tree.published("Harbour"), tree.published("Port", french_home)


@pytest.fixture
def boss(transactional_db):
    return get_user_model().objects.create_superuser("boss", "boss@example.org", "secret")


def in_thread(work):
    """Starts it on a connection of its own; a future."""

    def run():
        close_old_connections()
        try:
            return work()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    try:
        return pool.submit(run)
    finally:
        pool.shutdown(wait=False)


def key(page):
    return Page.objects.get(pk=page.pk).translation_key


@two_writers
@pytest.mark.parametrize("which", [0, 1], ids=["english", "french"])
def test_a_save_that_holds_the_page_is_waited_for(pair, boss, which):
    """It loaded the old key, writes it, and commits while the link is under way."""
    saving, go_on = threading.Event(), threading.Event()

    def save():
        page = HostPage.objects.get(pk=pair[which].pk)
        with transaction.atomic():
            page.intro = "Changed meanwhile"
            page.save()
            saving.set()
            assert go_on.wait(PATIENCE)

    saved = in_thread(save)
    assert saving.wait(PATIENCE)
    linked = in_thread(lambda: link(*pair, boss))
    time.sleep(0.3)
    assert not linked.done()
    go_on.set()
    saved.result(PATIENCE)
    linked.result(PATIENCE)
    assert key(pair[0]) == key(pair[1])
    assert HostPage.objects.get(pk=pair[which].pk).intro == "Changed meanwhile"


@two_writers
@pytest.mark.parametrize("which", [0, 1], ids=["english", "french"])
def test_a_publish_loaded_before_the_link_waits_and_keeps_it(pair, boss, which):
    """The publish waits at the row that the link holds, with the old key in its hands."""
    loaded = HostPage.objects.get(pk=pair[which].pk)
    loaded.intro = "Published meanwhile"
    loaded.save_revision()
    revision = loaded.latest_revision
    revision.content_object  # noqa: B018  as the editor holds it
    with transaction.atomic():
        link(*pair, boss)
        publish = in_thread(revision.publish)
        time.sleep(0.3)
        assert not publish.done()
    publish.result(PATIENCE)
    assert key(pair[0]) == key(pair[1])
    assert HostPage.objects.get(pk=pair[which].pk).intro == "Published meanwhile"


@two_writers
def test_a_publication_that_somebody_holds_is_not_waited_for(pair):
    """A long transaction of a host: the desk opens all the same, and what it could not note comes next."""
    refresh.step(30)
    holding, go_on = threading.Event(), threading.Event()
    Publication.objects.filter(page_id=pair[0].pk).update(generation=F("generation") + 1)

    def hold():
        with transaction.atomic():
            Publication.objects.select_for_update().get(page_id=pair[0].pk)
            holding.set()
            assert go_on.wait(PATIENCE)

    held = in_thread(hold)
    assert holding.wait(PATIENCE)
    stepped = in_thread(lambda: refresh.step(5))
    stepped.result(PATIENCE / 2)
    assert refresh.behind([pair[0].pk]) == {pair[0].pk}
    go_on.set()
    held.result(PATIENCE)
    refresh.step(5)
    assert not refresh.behind([pair[0].pk])


def test_two_translators_link_the_same_page_at_once(tree, french_home, boss):
    english = tree.published("Harbour")
    rivals = [tree.published(f"Port {number}", french_home) for number in range(4)]
    start = threading.Barrier(len(rivals))

    def attempt(french):
        start.wait(PATIENCE)
        try:
            return link(french, english, boss)
        except Refused as refused:
            return refused

    outcomes = [one.result(PATIENCE) for one in [in_thread(lambda f=french: attempt(f)) for french in rivals]]
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert len(refused) == len(rivals) - 1, outcomes
    assert all("Both already have" in str(one) or "just linked" in str(one) for one in refused)
    assert Page.objects.filter(translation_key=key(english)).count() == 2


@two_writers
def test_nothing_is_lost_while_both_pages_are_published_again_and_again(pair, boss):
    """Committed publishes are counted: Wagtail's search index loses some to a deadlock of its own, where
    two pages are published at once."""
    stop, failures, published = threading.Event(), [], [0, 0]

    def publish(which):
        while not stop.is_set():
            try:
                page = HostPage.objects.get(pk=pair[which].pk)
                page.intro = f"Edition {published[which] + 1}"
                page.save_revision().publish()
                published[which] += 1
            except (OperationalError, TransactionManagementError):
                pass
            except Exception as error:
                failures.append(error)

    writers = [in_thread(lambda which=which: publish(which)) for which in (0, 1)]
    pages = [HostPage.objects.get(pk=page.pk) for page in pair]
    deadline, times = time.monotonic() + PATIENCE, 0
    while times < 8 or (min(published) <= 3 and time.monotonic() < deadline):
        times += 1
        link(*pages, boss)
        time.sleep(0.05)
        assert key(pair[0]) == key(pair[1])
        unlink(pages[1], boss)
        time.sleep(0.05)
        assert key(pair[0]) != key(pair[1])
    link(*pages, boss)
    stop.set()
    for writer in writers:
        writer.result(PATIENCE)
    assert not failures
    assert key(pair[0]) == key(pair[1])
    assert min(published) > 3
    for which in (0, 1):
        number = int(HostPage.objects.get(pk=pair[which].pk).intro.split()[1])
        assert number in (published[which], published[which] + 1)  # it commits before its log is written
