"""Trusted channels get it ahead, with the time, and nobody else anything."""

import pytest
from django.utils import timezone
from support.announced import body, deliveries, held, last, types

from newswire.publisher import dispatch, scheduled
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Copy, Publication

from .passing import approve, due, edit, in_hours, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_worker_that_is_late_withdraws_nothing(draft, agency):
    embargo.place(draft.pk, in_hours(2), ahead=True)
    approve(draft)
    pass_time(draft)
    Publication.objects.update(generation=9)
    dispatch.run()
    assert held(agency) == {draft.pk: "embargoed"}
    assert "gone" not in [body(one)["data"]["state"] for one in deliveries(agency)]
