"""A page that went out too early: it is unpublished, put under embargo, and goes ahead to trusted channels.

Most receivers know `live` and `gone` alone: what nobody withdrew they would go on showing.
"""

import json

import pytest
from django.utils import timezone
from host.models import HostPage
from services.receiver import Reply

from newswire.publisher import deliver, dispatch
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Channel, Delivery, Lane

from .passing import approve, in_hours, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(channel, receiver):
    return channel(receiver.url, name="Agency", trusted=True)


def states(receiver):
    return [json.loads(request.body)["data"]["state"] for request in receiver.requests]


def too_early(published):
    page = published("Harbour reopens")
    deliver.run(0.5)
    HostPage.objects.get(pk=page.pk).unpublish()
    dispatch.run()
    return page


def put_under_embargo(page):
    embargo.place(page.pk, in_hours(2), ahead=True)
    approve(HostPage.objects.get(pk=page.pk))


def again():
    now = timezone.now()
    Delivery.objects.filter(state="queued").update(next_attempt_at=now)
    Lane.objects.update(due_at=now)
    deliver.run(0.5)


@pytest.mark.parametrize("order", Channel.Order.values)
def test_it_is_withdrawn_before_it_goes_ahead(published, site, receiver, order):
    Channel.objects.filter(pk=site.pk).update(order=order)
    page = too_early(published)
    put_under_embargo(page)
    for _ in range(3):
        again()
    assert states(receiver) == ["live", "gone", "embargoed"]


def test_though_the_site_does_not_take_it_at_first(published, site, receiver):
    page = too_early(published)
    receiver.answer = lambda request: Reply(503)
    deliver.run(0.5)
    put_under_embargo(page)
    deliver.run(0.5)
    assert states(receiver) == ["live", "gone"], "the embargo waits for it"
    receiver.answer = lambda request: Reply()
    for _ in range(3):
        again()
    assert states(receiver) == ["live", "gone", "gone", "embargoed"]


def test_what_is_live_again_waits_for_neither(published, site, receiver):
    page = too_early(published)
    put_under_embargo(page)
    pass_time(page)
    dispatch.run()
    HostPage.objects.get(pk=page.pk).get_latest_revision().publish()
    dispatch.run()
    for _ in range(3):
        again()
    assert states(receiver) == ["live", "live"]
