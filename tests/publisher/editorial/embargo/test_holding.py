"""Nothing leaves before the time, whatever publishes the page."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from host.models import HostPage
from support.announced import deliveries, last, types
from wagtail.models import Page, PageLogEntry, Revision

from newswire.publisher import dispatch, reconcile, scheduled, tasks
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Embargo, Publication

from .passing import approve, due, in_hours, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


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
