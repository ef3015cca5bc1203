"""The commands: what they say, what they do, and their exit codes."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from host.models import BrokenPage, HostPage
from services.receiver import Reply
from support.announced import deliveries, held, publication_of
from support.factories import make_channel

from newswire.publisher import deliver, dispatch, jobs, takedown
from newswire.publisher.models import Delivery, Job

pytestmark = pytest.mark.django_db(transaction=True)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def run(name, *arguments, out=None):
    said = out or io.StringIO()
    call_command(name, *map(str, arguments), stdout=said, stderr=said)
    return said.getvalue()


def code(name, *arguments):
    """The exit code, and what was said with it."""
    with pytest.raises(CommandError) as raised:
        run(name, *arguments)
    return raised.value.returncode, str(raised.value)


@pytest.fixture
def pages(published, tree):
    publication_of(tree.home).delete()  # not one of them
    return [published(f"Page {number}") for number in range(3)]


@pytest.fixture
def partner(tree, receiver):
    def make(name="Partner", **wants):
        wants.setdefault("started_at", timezone.now())
        return make_channel(receiver.url, name=name, page_types=["host.hostpage", "host.brokenpage"], **wants)

    return make


def test_backfill_with_a_bar(pages, partner):
    site = partner()
    assert run("newswire_backfill", "Partner", "--all", "--dry-run", "--rate", 2) == (
        "3 pages for Partner, about 2 min\n"
    )
    assert not Job.objects.exists()
    said = run("newswire_backfill", "Partner", "--all", "--rate", 0, out=Terminal())
    assert re.search(r"\[#{40}\] 3 of 3 pages", said)
    assert "3 of 3 pages handled, 3 queued." in said
    assert held(site) == {page.pk: "live" for page in pages}
    assert "0 pages for Partner" in run("newswire_backfill", "Partner", "--days", 30, "--rate", 0)


def test_backfill_narrowed_and_left_to_the_workers(pages, partner):
    site = partner()
    run("newswire_backfill", "Partner", "--all", "--section", pages[1].pk, "--rate", 0)
    assert list(held(site)) == [pages[1].pk]
    assert "0 pages" in run("newswire_backfill", "Partner", "--all", "--language", "fr", "--dry-run")
    said = run("newswire_backfill", "Partner", "--all", "--background")
    job = Job.objects.latest("pk")
    assert f"Job {job.pk}" in said
    assert (job.state, job.done) == ("running", 0)


def test_backfill_says_what_failed_and_exits_3(pages, tree, partner):
    tree.home.refresh_from_db()
    tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english)).save_revision().publish()
    dispatch.run()
    partner()
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 pages could not be rendered") as raised:
        call_command("newswire_backfill", "Partner", "--all", "--rate", "0", stdout=said, stderr=said)
    assert raised.value.returncode == 3
    assert "“Broken”: The page's own template or code failed" in said.getvalue()


def test_backfill_refused(partner):
    partner("Not started", started_at=None)
    assert code("newswire_backfill", "Not started", "--all") == (1, "Switch Not started on first.")
    assert code("newswire_backfill", "Nobody", "--all") == (
        1,
        "There is no channel Nobody. There are: Not started.",
    )
    with pytest.raises(CommandError, match="one of the arguments --all --days is required"):
        run("newswire_backfill", "Not started")


def test_a_site_that_is_deleted_meanwhile_ends_its_job(pages, partner, monkeypatch):
    site, step = partner(), jobs.step
    monkeypatch.setattr(jobs, "step", lambda seconds: (site.delete(), step(seconds))[1])
    assert code("newswire_backfill", "Partner", "--all") == (1, "Partner was deleted meanwhile.")
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("newswire_backfill", "Partner", "--all", "--rate", -5),
        ("newswire_backfill", "Partner", "--all", "--rate", 10**20),
        ("newswire_backfill", "Partner", "--days", -1),
        ("newswire_backfill", "Partner", "--days", 0),
        ("newswire_backfill", "Partner", "--days", 10**9),
        ("newswire_backfill", "Partner", "--days", 10**6),
        ("newswire_backfill", "Partner", "--all", "--section", 10**20),
        ("newswire_replay", "Partner", "--page", 10**20),
        ("newswire_replay", "Partner", "--page", 10**18),
        ("newswire_resend", "--if-changed", "--page", 10**20),
        ("newswire_exchange", "export", 10**20, "--to", "fr"),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(pages, partner, arguments):
    partner()
    assert code(*arguments)[0] == 1
    assert not Job.objects.exists()


def interrupt(*arguments):
    raise KeyboardInterrupt


def test_an_interrupted_job_is_the_workers_and_says_so(pages, partner, monkeypatch):
    partner()
    monkeypatch.setattr(jobs, "step", interrupt)

    status, said = code("newswire_backfill", "Partner", "--all")

    job = Job.objects.get()
    assert (status, job.state) == (130, Job.State.RUNNING)
    assert said == f"Interrupted: workers go on with job {job.pk}. To end it: newswire_jobs cancel {job.pk}"


def test_an_interrupted_takedown_says_who_has_not_confirmed(pages, partner, monkeypatch):
    partner()
    run("newswire_backfill", "Partner", "--all")
    monkeypatch.setattr(deliver, "run", interrupt)

    status, said = code("newswire_takedown", pages[0].pk, "--reason", "Court.")

    assert (status, said) == (3, "1 of 1 sites have not confirmed yet; the workers go on.")


def test_a_time_that_no_database_has_is_no_time(partner):
    partner()
    for text in ("0001-01-01", "9999-12-31T23:00:00-05:00"):
        assert code("newswire_replay", "Partner", "--since", text)[1].startswith(f"{text} is no time")


def test_a_wait_without_an_end_is_refused_before_anything_is_taken_down(pages):
    assert code("newswire_takedown", pages[0].pk, "--reason", "x", "--wait", "nan")[0] == 1
    pages[0].refresh_from_db()
    assert pages[0].live


def test_replay(pages, partner, receiver):
    site = partner()
    run("newswire_backfill", "Partner", "--all", "--rate", 0)
    deliver.run()
    assert "0 pages" in run("newswire_replay", "Partner", "--until", "2020-01-01", "--dry-run")
    assert "3 pages" in run("newswire_replay", "Partner", "--since", "2020-01-01T10:00", "--dry-run")
    assert "3 queued" in run("newswire_replay", "Partner", "--rate", 0)
    deliver.run()
    assert len(receiver.requests) == len(deliveries(site)) == 6
    narrowed = ("newswire_replay", "Partner", "--dry-run", "--page")
    assert "1 pages" in run(*narrowed, pages[0].pk)
    assert "2 pages" in run(*narrowed, pages[0].pk, "--page", pages[1].pk)
    assert code(*narrowed, 10**9) == (1, "Page 1000000000 was never live.")
    assert code("newswire_replay", "Partner", "--since", "yesterday")[1].startswith("yesterday is no time")


def test_jobs_listed_paused_resumed_cancelled(pages, partner):
    partner()
    run("newswire_backfill", "Partner", "--all", "--background")
    job = Job.objects.get()
    assert "Send existing  Partner  Running  0 of 3" in run("newswire_jobs")
    assert "Paused" in run("newswire_jobs", "pause", job.pk)
    assert code("newswire_jobs", "pause", job.pk) == (1, "It is paused, so it cannot pause.")
    assert "Running" in run("newswire_jobs", "resume", job.pk)
    assert "Cancelled" in run("newswire_jobs", "cancel", job.pk)
    assert code("newswire_jobs", "resume", job.pk)[0] == 1
    assert code("newswire_jobs", "pause", 999)[0] == 1
    assert code("newswire_jobs", "pause")[0] == 1


def test_a_job_that_is_paused_for_weeks_stays_in_the_list(pages, partner):
    site = partner()
    paused, *over = [jobs.start(Job.Kind.REPLAY, site) for _ in range(30)]
    Job.objects.filter(pk__in=[job.pk for job in over]).update(state=Job.State.DONE)
    jobs.pause(paused)

    *last, first = run("newswire_jobs").splitlines()

    assert len(last) == 20 and all("Done" in line for line in last)
    assert first.split()[0] == str(paused.pk) and "Paused" in first


def test_takedown_without_any_worker(pages, partner, receiver):
    site = partner()
    run("newswire_backfill", "Partner", "--all", "--rate", 0)
    deliver.run()
    page = pages[0]
    said = run("newswire_takedown", page.pk, "--dry-run")
    assert re.search(rf"{page.pk}  en  live  Page 0\nHeld by: Partner", said)
    assert code("newswire_takedown", page.pk) == (1, "Say why: --reason")
    assert HostPage.objects.get(pk=page.pk).live
    said = run("newswire_takedown", page.pk, "--reason", "Ordered by the court.", out=Terminal())
    assert re.search(r"Partner: confirmed since \d{4}-", said)
    assert "Confirmed by 1 sites." in said
    assert held(site)[page.pk] == "gone"


@pytest.mark.parametrize("action", ["pause", "resume", "cancel"])
def test_takedown_is_not_held_up(pages, partner, action):
    partner()
    job = takedown.take_down(pages[0], "Ordered by the court.")
    said = f"A takedown cannot {action}. To restore the page, publish it again."
    assert code("newswire_jobs", action, job.pk) == (1, said)
    assert not jobs.pause(job) and not jobs.cancel(job)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_takedown_by_address_and_by_what_receivers_know(pages, partner):
    partner()
    assert "Page 1" in run("newswire_takedown", publication_of(pages[1]).uuid, "--dry-run")
    assert "Page 2" in run("newswire_takedown", "https://news.example.org/en/page-2/", "--dry-run")
    assert "Held by: nobody" in run("newswire_takedown", pages[2].pk, "--dry-run")
    for named in ("999999", "https://elsewhere.example/", "nonsense"):
        assert code("newswire_takedown", named, "--dry-run") == (1, "There is no such page.")


def test_takedown_not_confirmed_in_time_exits_3(pages, partner, receiver):
    partner()
    run("newswire_backfill", "Partner", "--all", "--rate", 0)
    deliver.run()
    receiver.answer = lambda request: Reply(500)
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 of 1 sites have not confirmed yet") as raised:
        call_command(
            "newswire_takedown", str(pages[0].pk), "--reason", "x", "--wait", "0", stdout=said, stderr=said
        )
    assert raised.value.returncode == 3
    assert "Partner: waiting. The site has a problem of its own." in said.getvalue()
    assert Delivery.objects.filter(withdrawal=True, state="queued").count() == 1


def test_takedown_on_behalf_of_somebody(pages, partner):
    get_user_model().objects.create_user("reporter", "r@example.org", "secret")
    returncode, said = code("newswire_takedown", pages[0].pk, "--reason", "x", "--user", "reporter")
    assert (returncode, "You may not take down everywhere." in said) == (1, True)
    assert code("newswire_takedown", pages[0].pk, "--reason", "x", "--user", "nobody") == (
        1,
        "There is no user nobody.",
    )
    assert HostPage.objects.get(pk=pages[0].pk).live
