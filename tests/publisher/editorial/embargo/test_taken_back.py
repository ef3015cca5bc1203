"""What went ahead is taken back from who had it."""

import pytest
from support.announced import deliveries, last, types

from newswire.publisher import channels, dependents, dispatch, scheduled, takedown
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Channel

from .passing import approve, in_hours, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


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
    dependents.run()
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
