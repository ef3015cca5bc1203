"""Send existing and send again from a channel's page: counted first, then started, paused, cancelled."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from host.tree import Tree, plant
from support.factories import announce, make_channel
from wagtail.models import ModelLogEntry

from newswire.publisher import dispatch, jobs
from newswire.publisher.models import Attempt, Channel, Copy, Delivery, Job

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = "/admin/newswire/channels/"


@pytest.fixture
def tree() -> Tree:
    return plant()


@pytest.fixture
def manager(tree: Tree) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def channel(tree: Tree) -> Channel:
    tree.published("Harbour reopens")
    dispatch.run()
    return make_channel(
        "http://127.0.0.1:9/", name="Partner", page_types=["host.hostpage"], started_at=timezone.now()
    )


def asked(**given: Any) -> dict[str, Any]:
    return {"kind": "backfill", "period": "all", **given}


def started(manager: Client, channel: Channel, **given: Any) -> Any:
    """Counted first, then started by the button that this brings."""
    address = f"{INDEX}send/{channel.pk}/"
    counted = manager.post(address, asked(**given)).content.decode()
    button = re.search(r'name="start" value="(\w+)"', counted)
    assert button, "offered only once it is counted"
    return manager.post(address, asked(**given, start=button[1]), follow=True)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_it_counts_before_it_starts(manager: Client, channel: Channel) -> None:
    counted = manager.post(f"{INDEX}send/{channel.pk}/", asked())
    pages = jobs.plan(Job.Kind.BACKFILL, channel).pages  # the article, and the home page if it was announced
    assert re.search(rf"{pages} pages? would go to Partner\.", text(counted))
    assert "Start sending" in text(counted)
    assert not Job.objects.exists()
    assert re.search(rf"Running: 0 of {pages} pages? \(0 %\)\.", text(started(manager, channel)))
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))  # its rate allows it all by now
    jobs.step()
    done = manager.get(f"{INDEX}job/{Job.objects.get().pk}/progress/")
    assert re.search(rf"Done: {pages} of {pages} pages? \(100 %\)\.", text(done))
    assert "w-session" not in done.content.decode()
    assert "no-store" in done["Cache-Control"]


@pytest.mark.parametrize("other", [{"period": "month"}, {"per_minute": "7"}, {"languages": ["en"]}])
def test_another_choice_than_was_counted_is_counted_again(
    manager: Client, channel: Channel, other: dict[str, Any]
) -> None:
    address = f"{INDEX}send/{channel.pk}/"
    button = re.search(r'name="start" value="(\w+)"', manager.post(address, asked()).content.decode())
    assert button
    answer = manager.post(address, asked(**other, start=button[1]))
    assert "You have changed the choice since it was counted. Nothing was started." in text(answer)
    assert "would go to Partner." in text(answer)
    assert not Job.objects.exists()
    assert "You have changed" not in text(manager.post(address, asked(**other)))


def test_nothing_to_send_offers_no_start(manager: Client, channel: Channel) -> None:
    counted = manager.post(f"{INDEX}send/{channel.pk}/", asked(kind="replay"))
    assert "0 pages would go to Partner." in text(counted)
    assert "Start sending" not in text(counted)


def test_a_job_that_is_paused_for_weeks_stays_on_the_channels_page(manager: Client, channel: Channel) -> None:
    paused, *over = [jobs.start(Job.Kind.REPLAY, channel) for _ in range(10)]
    Job.objects.filter(pk__in=[job.pk for job in over]).update(state=Job.State.DONE)
    jobs.pause(paused)

    shown = manager.get(f"{INDEX}inspect/{channel.pk}/").context["jobs"]

    assert [job for job, _ in shown] == [*reversed(over[-5:]), paused]


def test_a_job_with_no_page_is_no_hundred_per_cent(manager: Client, channel: Channel) -> None:
    job = Job.objects.create(kind=Job.Kind.REPLAY, channel=channel, state=Job.State.DONE)
    assert "Done: no page to send." in text(manager.get(f"{INDEX}job/{job.pk}/"))
    assert "Send again Done None" in jobs_of(manager, channel)
    # One was published while it ran.
    Job.objects.update(done=1)
    assert "Done: 1 of 1 page (100 %)." in text(manager.get(f"{INDEX}job/{job.pk}/"))
    assert "Send again Done 1 of 1" in jobs_of(manager, channel)


def jobs_of(manager: Client, channel: Channel) -> str:
    """What a channel's page says of its jobs, without their times."""
    shown = manager.get(f"{INDEX}inspect/{channel.pk}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<time.*?</time>", "", shown)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"period": "range"}, "Say from when, or until when."),
        (
            {"period": "range", "since": "2026-05-02 10:00", "until": "2026-05-01 10:00"},
            "before the beginning",
        ),
        ({"period": "range", "since": "tomorrow"}, "Enter a valid date/time"),
        ({"since": "2026-05-01 10:00"}, "Times are given: choose “From … until …”"),
        ({"per_minute": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_missing_is_said(
    manager: Client, channel: Channel, given: dict[str, str], words: str
) -> None:
    answer = manager.post(f"{INDEX}send/{channel.pk}/", asked(**given, start="1"))
    assert words in text(answer)
    assert not Job.objects.exists()


def test_a_channel_that_is_not_on_says_so(manager: Client, channel: Channel) -> None:
    Channel.objects.update(started_at=None)
    assert "Switch Partner on first." in text(started(manager, channel))


def test_a_page_that_could_not_be_sent_stands_there_with_its_reason(
    manager: Client, channel: Channel
) -> None:
    failures = [{"page_id": 7, "title": "<i>Broken</i>", "why": "The template raised."}]
    job = Job.objects.create(
        kind=Job.Kind.REPLAY, channel=channel, failed=1, failures=failures, total=3, done=1
    )
    shown = manager.get(f"{INDEX}job/{job.pk}/").content.decode()
    assert "&lt;i&gt;Broken" in shown
    assert "1 could not be sent." in shown


def test_who_comes_late_is_told(manager: Client, channel: Channel) -> None:
    job = Job.objects.create(kind=Job.Kind.REPLAY, channel=channel, state=Job.State.DONE)
    answer = manager.post(f"{INDEX}job/{job.pk}/cancel/", follow=True)
    assert "Somebody was faster: it is done." in text(answer)
    assert manager.post(f"{INDEX}job/{job.pk}/explode/").status_code == 422


def test_a_takedown_cannot_be_cancelled_here(manager: Client, channel: Channel) -> None:
    job = Job.objects.create(kind=Job.Kind.TAKEDOWN)
    manager.post(f"{INDEX}job/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


@pytest.mark.parametrize("action", ["test", "start", "pause", "switch-off", "new-secret", "send"])
def test_a_channel_that_was_deleted_meanwhile_is_said_to_be(manager: Client, action: str) -> None:
    answer = manager.post(f"{INDEX}{action}/999/", asked(), follow=True)
    assert answer.status_code == 200
    assert "This site or channel was deleted meanwhile." in text(answer)


def test_deleting_names_what_is_lost_and_leaves_nothing(manager: Client, channel: Channel) -> None:
    other = make_channel("http://127.0.0.1:9/")
    page = Copy.objects.create(channel=channel, publication=publication_of_any(), state="live", version=1)
    (delivery, kept) = announce(page.publication, [channel, other])
    Attempt.objects.create(
        delivery=delivery, channel=channel, number=1, outcome="retry", started_at=timezone.now()
    )
    asked_first = text(manager.get(f"{INDEX}delete/{channel.pk}/"))
    assert "1 sending waits for it, and will not be sent." in asked_first
    assert "1 page stands on that site and stays there" in asked_first
    manager.post(f"{INDEX}delete/{channel.pk}/")
    assert list(Channel.objects.all()) == [other]
    assert list(Delivery.objects.all()) == [kept]
    assert not Attempt.objects.exists()
    assert not Copy.objects.filter(channel_id=channel.pk).exists()


def publication_of_any() -> Any:
    from newswire.publisher.models import Publication

    return Publication.objects.get(page_id__isnull=False, title="Harbour reopens")


def test_what_was_done_stands_in_the_history(manager: Client, channel: Channel) -> None:
    manager.post(f"{INDEX}pause/{channel.pk}/")
    started(manager, channel)
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"newswire.channel.pause", "newswire.channel.send"} <= actions
    history = text(manager.get(f"{INDEX}history/{channel.pk}/"))
    assert "Sending of existing pages started" in history


def test_the_old_secret_counts_down(manager: Client, channel: Channel) -> None:
    manager.post(f"{INDEX}new-secret/{channel.pk}/")
    old = channel.secrets.filter(expires_at__isnull=False)
    for left, words in {
        timedelta(hours=5, minutes=1): "5 hours",
        timedelta(seconds=50): "less than a minute",
    }.items():
        old.update(expires_at=timezone.now() + left)
        shown = text(manager.get(f"{INDEX}inspect/{channel.pk}/")).replace("\xa0", " ")
        assert f"Still signs beside the new one for {words}." in shown
