"""A backup is restored: receivers hold what the database has forgotten."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from host.models import HostPage
from support.announced import publication_of, republish
from support.factories import make_channel
from wagtail.models import Page

from newswire.publisher import deliver, dispatch, jobs, reconcile, restored
from newswire.publisher.feed import tokens
from newswire.publisher.models import Copy, Counter, Delivery, Event, Job, Publication

pytestmark = pytest.mark.django_db(transaction=True)


class Downstream:
    """A receiver by the rule of docs/receive.md: a higher version wins."""

    def __init__(self, receiver):
        self.receiver = receiver
        self.pages = {}
        self.ignored = 0

    def take(self):
        for request in self.receiver.requests:
            data = json.loads(request.body)["data"]
            if data["version"] > self.pages.get(data["id"], {"version": 0})["version"]:
                self.pages[data["id"]] = data
            else:
                self.ignored += 1
        self.receiver.requests.clear()

    def titles(self):
        return sorted(data["title"] for data in self.pages.values() if data["state"] == "live")


@pytest.fixture
def site(tree, receiver):
    tree.home.save_revision().publish()
    dispatch.run()
    return make_channel(receiver.url, page_types=["host.hostpage"], started_at=timezone.now())


@pytest.fixture
def downstream(receiver):
    return Downstream(receiver)


@pytest.fixture
def lost(tree, site, published, downstream):
    """Two pages, of which the site got versions 2 and 3 after the backup of version 1 was made."""
    pages = [published("One"), published("Two")]
    deliver.run()
    backup = [list(model.objects.values()) for model in (Publication, Counter, Copy)]
    titles = dict(Page.objects.values_list("pk", "title"))
    for title in ("Second", "Third"):
        for page in pages:
            republish(page, title=f"{page.title}, {title}")
        dispatch.run()
        deliver.run()
    downstream.take()
    restore(backup, titles)
    return pages


def restore(backup, titles):
    """Puts the rows back as they were."""
    Delivery.objects.filter(version__gt=1).delete()
    Event.objects.filter(version__gt=1).delete()
    for model, rows in zip((Publication, Counter, Copy), backup, strict=True):
        for row in rows:
            model.objects.filter(pk=row.pop("id")).update(**row)
    for pk, title in titles.items():
        HostPage.objects.filter(pk=pk).update(title=title)


def work():
    dispatch.run()
    deliver.run()


def test_without_it_the_next_update_is_ignored(lost, downstream):
    """What the command is for."""
    republish(lost[0], title="After the restore")
    work()
    downstream.take()
    assert downstream.ignored == 1


def test_no_receiver_ignores_what_follows_and_nothing_is_sent_by_itself(lost, downstream, capsys):
    epoch = Counter.objects.get().epoch
    sequence = Counter.objects.get().sequence
    call_command("newswire_restored")
    assert "differ and are announced" in capsys.readouterr().out
    counter = Counter.objects.get()
    assert counter.epoch != epoch
    assert counter.sequence == counter.epoch_after == sequence + restored.SEQUENCES
    for _ in range(3):
        reconcile.step(2)
        work()
    assert downstream.receiver.requests == []
    republish(lost[0], title="After the restore")
    HostPage.objects.get(pk=lost[1].pk).unpublish()
    work()
    assert len(downstream.receiver.requests) == 2
    assert {request.headers["webhook-id"].split("_")[1] for request in downstream.receiver.requests} == {
        counter.epoch
    }
    downstream.take()
    assert downstream.ignored == 0
    assert downstream.titles() == ["After the restore"]


def test_a_replay_puts_right_what_the_receiver_got_after_the_backup(lost, site, downstream):
    restored.begin_epoch()
    assert downstream.titles() == ["One, Third", "Two, Third"]
    jobs.start(Job.Kind.REPLAY, site, per_minute=0)
    jobs.step(30)
    deliver.run()
    downstream.take()
    assert downstream.ignored == 0
    assert downstream.titles() == ["One", "Two"]
    jobs.start(Job.Kind.REPLAY, site, per_minute=0)
    jobs.step(30)
    assert Delivery.objects.filter(round=1).count() == 2  # of this epoch: the same version again


def test_cursors_of_the_lost_time_start_again(lost, site):
    client = Client(headers={"authorization": f"Bearer {tokens.create(site)}"})
    cursor = client.get("/newswire/v1/changes").json()["next"]
    restored.begin_epoch()
    assert client.get("/newswire/v1/changes", {"after": cursor}).status_code == 410
    assert len(client.get("/newswire/v1/changes").json()["items"]) == 2


def test_pages_never_announced_jump_too_and_stay_quiet(tree, site, receiver):
    tree.page("From before Newswire")
    Publication.objects.all().delete()
    reconcile.step(5)
    restored.begin_epoch()
    restored.begin_epoch()  # twice does no harm
    assert set(Publication.objects.values_list("version", flat=True)) == {2 * restored.VERSIONS}
    reconcile.step(5)
    work()
    assert receiver.requests == []
    page = HostPage.objects.get(title="From before Newswire")
    republish(page, title="Now announced")
    work()
    (request,) = receiver.requests
    assert json.loads(request.body)["type"] == "newswire.page.updated.v1"
    assert publication_of(page).version == 2 * restored.VERSIONS + 1


def test_a_dry_run_changes_nothing(lost, capsys):
    before = Counter.objects.values().get(), list(Publication.objects.values())
    call_command("newswire_restored", "--dry-run")
    assert "publications would jump" in capsys.readouterr().out
    assert (Counter.objects.values().get(), list(Publication.objects.values())) == before
