"""“Send again”: what one channel was told, live or gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from host.models import HostPage
from support.announced import body, deliveries, held, publication_of, republish, wants

from newswire.publisher import dispatch, jobs
from newswire.publisher.jobs.scope import EVERYTHING
from newswire.publisher.models import Copy, Delivery, Event, Job, Payload, Priority

pytestmark = pytest.mark.django_db(transaction=True)

REPLAY = Job.Kind.REPLAY


def delivered(channel, at=None):
    """As if the site had confirmed all that it was told."""
    Delivery.objects.filter(channel=channel).update(state=Delivery.State.DELIVERED)
    for copy in Copy.objects.filter(channel=channel):
        copy.version, copy.state = copy.announced_version, copy.announced_state
        copy.since = at or timezone.now()
        copy.save()


def run(site, scope=EVERYTHING):
    """The deliveries that the job made."""
    job = jobs.start(REPLAY, site, scope, per_minute=0)
    jobs.step(30)
    job.refresh_from_db()
    assert (job.state, job.failed) == ("done", 0)
    return list(Delivery.objects.filter(job=job).select_related("event", "payload").order_by("pk"))


def test_the_latest_version_goes_in_a_new_round_to_that_channel_alone(channel, published):
    site, other = channel(), channel()
    page = published()
    republish(page, title="Second")
    dispatch.run()
    delivered(site)
    events = Event.objects.count()
    (again,) = run(site)
    assert (again.version, again.round, again.priority) == (2, 1, Priority.BACKFILL)
    assert Event.objects.count() == events
    assert len(deliveries(other)) == 2
    delivered(site)
    assert run(site)[0].round == 2


def test_a_withdrawal_is_sent_again_too(channel, published):
    site = channel()
    page = published()
    HostPage.objects.get(pk=page.pk).unpublish()
    dispatch.run()
    delivered(site)
    (again,) = run(site)
    assert (again.withdrawal, again.version, again.round) == (True, 2, 1)
    delivered(site)
    Payload.objects.all().delete()  # kept no longer: made anew
    (again,) = run(site)
    assert (again.withdrawal, again.version, again.round) == (True, 3, 0)
    assert body(again)["data"]["reason"]["kind"] == "unpublished"
    assert publication_of(page).version == 3


def test_a_new_version_only_where_the_channel_was_told_that_it_is_gone(channel, published):
    site, other = channel(), channel()
    page = published()
    wanted = site.page_types
    wants(site, [])
    delivered(site)
    wants(site, wanted)
    (again,) = run(site)
    assert (again.version, again.round, again.withdrawal) == (3, 0, False)
    assert body(again)["data"]["reason"]["kind"] == "replay"
    assert held(site) == {page.pk: "live"}
    assert len(deliveries(other)) == 1


def test_what_waits_already_is_not_queued_twice(channel, published):
    site = channel()
    published()
    assert run(site) == []
    assert len(deliveries(site)) == 1


def test_what_was_parked_goes_again(channel, published):
    site = channel()
    published()
    Delivery.objects.update(state=Delivery.State.PARKED)
    assert [delivery.state for delivery in run(site)] == ["queued"]


def test_a_time_range_is_of_announcing_and_of_arriving(channel, published):
    site = channel()
    old, late, new = (published(title) for title in ("Old", "Announced before, arrived in it", "New"))
    hour = timedelta(hours=1)
    now = timezone.now()
    delivered(site, now - 9 * hour)
    Event.objects.filter(publication__page_id__in=[old.pk, late.pk]).update(at=now - 9 * hour)
    Event.objects.filter(publication__page_id=new.pk).update(at=now - 3 * hour)
    Copy.objects.filter(publication__page_id=late.pk).update(since=now - 2 * hour)
    found = run(site, jobs.Scope(since=now - 4 * hour, until=now - hour))
    assert {delivery.publication.page_id for delivery in found} == {late.pk, new.pk}


def test_a_language_and_a_section(channel, published, tree):
    site = channel()
    section = published("Section")
    below = published("Below", parent=section)
    french = tree.home.add_child(instance=HostPage(title="Le port", locale=tree.french))
    french.save_revision().publish()
    dispatch.run()
    delivered(site)
    assert [one.publication.page_id for one in run(site, jobs.Scope(languages=("fr",)))] == [french.pk]
    found = run(site, jobs.Scope(sections=(section.pk,)))
    assert [one.publication.page_id for one in found] == [section.pk, below.pk]
    assert jobs.plan(REPLAY, site, jobs.Scope(sections=(section.pk,), languages=("fr",))).pages == 0


def test_what_changed_unseen_goes_as_it_is_now(channel, published):
    site = channel()
    page = published()
    delivered(site)
    HostPage.objects.filter(pk=page.pk).update(intro="Changed by SQL")
    run(site)
    assert "Changed by SQL" in body(deliveries(site)[-1])["data"]["html"]


def test_what_is_announced_while_it_runs_is_not_sent_again(channel, published):
    site = channel()
    page = published()
    delivered(site)
    job = jobs.start(REPLAY, site, per_minute=0)
    republish(page, title="Second")
    jobs.step(30)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert [delivery.version for delivery in deliveries(site)] == [1, 2]
