"""Nothing leaves before the time, whatever publishes the page; trusted channels get it ahead, with it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from host.models import HostPage
from support.announced import body, deliveries, held, last, publication_of, types
from wagtail.models import Page, PageLogEntry, Revision

from newswire.publisher import channels, dispatch, reconcile, scheduled, takedown, tasks
from newswire.publisher.capture import intents
from newswire.publisher.editorial import embargo
from newswire.publisher.editorial.refused import Refused
from newswire.publisher.models import Channel, Copy, Embargo, Intent, Publication

pytestmark = pytest.mark.django_db(transaction=True)


def in_hours(hours):
    return timezone.now() + timedelta(hours=hours)


def pass_time(page):
    """As if the embargo's time had come."""
    past = timezone.now() - timedelta(seconds=1)
    Embargo.objects.filter(page_id=page.pk).update(until=past)
    Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False).update(
        approved_go_live_at=past
    )


def edit(page, **fields):
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision()


def due(page):
    """When what was approved goes live; None: nothing was."""
    waiting = Revision.objects.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
    return waiting.values_list("approved_go_live_at", flat=True).first()


@pytest.fixture
def partner(channel):
    """A channel that is not trusted."""
    return channel(name="Partner")


@pytest.fixture
def agency(channel):
    return channel(name="Agency", trusted=True)


@pytest.fixture
def draft(tree):
    return tree.draft("Harbour reopens")


def approve(page, **fields):
    """Publishes the latest draft, as every way of publishing ends."""
    (edit(page, **fields) if fields else page.get_latest_revision()).publish()
    dispatch.run()
    page.refresh_from_db()
    return page


def test_publishing_under_embargo_is_scheduling(draft, partner, agency):
    until = in_hours(2)
    embargo.place(draft.pk, until)
    approve(draft)
    assert (draft.live, draft.first_published_at, draft.last_published_at) == (False, None, None)
    assert due(draft) == until
    assert PageLogEntry.objects.filter(action="wagtail.publish.schedule").count() == 1
    assert not PageLogEntry.objects.filter(action="wagtail.publish").exists()
    assert not Publication.objects.filter(page_id=draft.pk).exists()
    pass_time(draft)
    assert scheduled.publish_due().done == 1
    dispatch.run()
    draft.refresh_from_db()
    assert draft.live
    for site in (partner, agency):
        assert types(site) == ["page.published"]
        assert last(site)["data"]["state"] == "live"
    assert not Embargo.objects.exists()


def test_a_trusted_channel_gets_it_ahead_with_the_time_and_nobody_else_anything(draft, partner, agency):
    until = in_hours(2).replace(microsecond=0)
    embargo.place(draft.pk, until, ahead=True)
    dispatch.run()
    assert not deliveries(agency)  # a draft nobody has approved stays one
    approve(draft)
    data = last(agency)["data"]
    assert (data["state"], data["title"], data["reason"]["kind"]) == (
        "embargoed",
        "Harbour reopens",
        "embargo",
    )
    assert timezone.datetime.fromisoformat(data["embargoUntil"]) == until
    assert data["publishedAt"] == data["embargoUntil"]
    assert types(agency) == ["page.published"]
    assert not deliveries(partner)
    assert not Copy.objects.filter(channel=partner).exists()
    pass_time(draft)
    scheduled.publish_due()
    dispatch.run()
    assert types(agency) == ["page.published", "page.published"]
    assert types(partner) == ["page.published"]
    release = last(agency)["data"]
    assert (release["state"], release["version"], release["previousVersion"]) == ("live", 2, 1)
    assert "embargoUntil" not in release
    assert release["changed"] == ["state"]
    assert last(partner)["data"]["version"] == 2


@pytest.mark.parametrize("mode", ["full", "thin"])
def test_the_time_is_in_every_mode(draft, channel, mode):
    agency = channel(trusted=True, mode=mode)
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    assert last(agency)["data"]["embargoUntil"]


def test_trust_of_the_channel_alone_is_not_enough(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=False)
    approve(draft)
    assert not deliveries(agency)


def test_what_is_approved_again_goes_ahead_again(draft, agency, partner):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    approve(draft, title="Harbour reopens early")
    assert types(agency) == ["page.published", "page.updated"]
    data = last(agency)["data"]
    assert (data["state"], data["title"], data["changed"]) == (
        "embargoed",
        "Harbour reopens early",
        ["title", "html"],
    )
    edit(draft, title="Not approved yet")
    dispatch.run()
    assert len(deliveries(agency)) == 2
    assert not deliveries(partner)


def test_a_moved_embargo_is_told(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    later = in_hours(5).replace(microsecond=0)
    embargo.place(draft.pk, later, ahead=True)
    dispatch.run()
    assert timezone.datetime.fromisoformat(last(agency)["data"]["embargoUntil"]) == later
    assert due(draft) == later
    sooner = in_hours(1)
    embargo.place(draft.pk, sooner, ahead=True)
    assert due(draft) == sooner


def test_a_schedule_that_ends_first_is_held_and_one_that_ends_later_stands(tree, agency, partner):
    first, second = tree.draft("First"), tree.draft("Second")
    until, later = in_hours(3), in_hours(9)
    for page in (first, second):
        embargo.place(page.pk, until, ahead=True)
    approve(first, go_live_at=in_hours(1))
    approve(second, go_live_at=later)
    past = in_hours(-1)
    Revision.objects.filter(pk=first.scheduled_revision.pk).update(
        approved_go_live_at=past,
        content=first.scheduled_revision.content | {"go_live_at": past.isoformat()},
    )
    assert scheduled.publish_due().done == 1
    dispatch.run()
    first.refresh_from_db()
    assert not first.live
    assert due(first) == until
    assert last(agency, second)["data"]["embargoUntil"][:16] == timezone.localtime(later).isoformat()[:16]
    assert not deliveries(partner)


def test_lifted_early_it_goes_live_at_once(draft, agency, partner):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    assert embargo.lift(draft.pk) is True
    dispatch.run()
    assert [last(site)["data"]["state"] for site in (agency, partner)] == ["live", "live"]
    assert due(draft) is None
    with pytest.raises(Refused, match="no embargo"):
        embargo.lift(draft.pk)


def test_lifted_before_its_own_schedule_it_keeps_that(draft, partner):
    own = in_hours(9).replace(microsecond=0)
    embargo.place(draft.pk, in_hours(2))
    approve(draft, go_live_at=own)
    assert embargo.lift(draft.pk) is False
    dispatch.run()
    assert due(draft) == own
    assert not deliveries(partner)


def test_a_draft_that_nobody_approved_stays_one_when_the_embargo_is_lifted(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    assert embargo.lift(draft.pk) is False
    dispatch.run()
    assert not deliveries(agency)


def test_unscheduled_it_is_taken_back_from_who_had_it(draft, agency, editor):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    url = f"/admin/pages/{draft.pk}/revisions/{draft.scheduled_revision.pk}/unschedule/"
    assert editor.post(url).status_code == 302
    dispatch.run()
    assert (last(agency)["data"]["state"], types(agency)[-1]) == ("gone", "page.unpublished")
    approve(draft)
    assert last(agency)["data"]["state"] == "embargoed"
    pass_time(draft)
    scheduled.publish_due()
    dispatch.run()
    assert types(agency)[-1] == "page.published"


def test_no_longer_sent_ahead_it_is_taken_back(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    embargo.place(draft.pk, in_hours(2), ahead=False)
    dispatch.run()
    assert last(agency)["data"]["state"] == "gone"


def test_a_channel_trusted_no_longer_loses_it(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    Channel.objects.filter(pk=agency.pk).update(trusted=False)
    agency.refresh_from_db()
    assert channels.withdraw_unwanted(agency) == 1  # as the form does when that field was changed
    dispatch.run()
    assert (last(agency)["data"]["state"], last(agency)["data"]["reason"]["kind"]) == ("gone", "out_of_scope")


def test_taken_down_under_embargo(draft, agency, partner):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    takedown.take_down(draft, "Ordered by the court.")
    dispatch.run()
    data = last(agency)["data"]
    assert (data["state"], data["reason"]["kind"]) == ("gone", "taken_down")
    assert not deliveries(partner)
    pass_time(draft)
    assert scheduled.publish_due().done == 0
    draft.refresh_from_db()
    assert not draft.live


def test_a_worker_that_is_late_withdraws_nothing(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    pass_time(draft)
    Publication.objects.update(generation=9)
    dispatch.run()
    assert held(agency) == {draft.pk: "embargoed"}
    assert "gone" not in [body(one)["data"]["state"] for one in deliveries(agency)]


def test_made_live_by_sql_it_still_leaves_nowhere(draft, agency, partner):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    Page.objects.filter(pk=draft.pk).update(live=True, last_published_at=timezone.now())
    reconcile.step(2)
    dispatch.run()
    assert not deliveries(partner)
    assert not deliveries(agency)
    Embargo.objects.update(until=timezone.now())
    reconcile.step(2)
    dispatch.run()
    assert types(partner) == ["page.published"]


@pytest.mark.parametrize("way", ["save", "bulk", "command", "copy"])
def test_other_ways_of_going_live_are_held_too(draft, partner, editor, way):
    until = in_hours(2)
    embargo.place(draft.pk, until)
    if way == "save":
        page = HostPage.objects.get(pk=draft.pk)
        page.live = True
        page.save()
    elif way == "bulk":
        url = f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}"
        assert editor.post(url).status_code == 302
    elif way == "command":
        Revision.objects.filter(object_id=str(draft.pk)).update(approved_go_live_at=in_hours(-1))
        call_command("publish_scheduled")
    else:
        alias = draft.create_alias(update_slug="harbour-alias")
        draft.get_latest_revision().publish()
        alias.refresh_from_db()
        assert not alias.live
    dispatch.run()
    draft.refresh_from_db()
    assert not draft.live
    assert not deliveries(partner)


def test_an_embargo_ends_though_a_cron_of_the_hosts_publishes_the_rest(draft, tree, settings):
    settings.NEWSWIRE_PUBLISH_SCHEDULED = False
    other = tree.draft("Other")
    embargo.place(draft.pk, in_hours(2))
    approve(draft)
    approve(other, go_live_at=in_hours(2))
    for page in (draft, other):
        pass_time(page)
    tasks.publish_scheduled()
    draft.refresh_from_db()
    other.refresh_from_db()
    assert (draft.live, other.live) == (True, False)


def test_a_public_page_cannot_be_put_under_embargo(published, partner):
    page = published()
    with pytest.raises(Refused, match="public already"):
        embargo.place(page.pk, in_hours(1))
    with pytest.raises(Refused, match="deleted"):
        embargo.place(99999, in_hours(1))


def test_a_time_that_is_past_is_refused(draft):
    with pytest.raises(Refused, match="past"):
        embargo.place(draft.pk, in_hours(-1))


def test_what_was_meant_survives_the_embargo(draft, partner):
    embargo.place(draft.pk, in_hours(2))
    intents.intend(draft.pk, Intent.Kind.UPDATE, "Meant")
    approve(draft)
    assert Intent.objects.get().generation is None
    pass_time(draft)
    scheduled.publish_due()
    dispatch.run()
    assert Intent.objects.get().generation == publication_of(draft).generation


def test_each_step_stands_in_the_history(draft):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    embargo.place(draft.pk, in_hours(3))
    embargo.lift(draft.pk)
    entries = PageLogEntry.objects.filter(action__startswith="newswire.embargo").order_by("pk")
    assert [entry.action for entry in entries] == [
        "newswire.embargo",
        "newswire.embargo.moved",
        "newswire.embargo.lifted",
    ]
    assert "sent ahead to trusted sites" in str(entries[0].message)
