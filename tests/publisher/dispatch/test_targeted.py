"""What one channel gets though nothing changed, and events that are about no page."""

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from django.utils import timezone
from host.models import HostPage
from support.announced import body, deliveries, held, last, publication_of, republish, types, wants

from newswire.publisher import dispatch
from newswire.publisher.dispatch.channel_events import RESERVED
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.models import Channel, Delivery, Event, Lane, Payload

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_channel_gets_what_was_live_before_it(channel, published):
    first = channel()
    page = published()
    second = channel()
    sent = dispatch.announce_to(second, publication_of(page).pk)
    assert sent is not None
    data = last(second)["data"]
    assert data["reason"]["kind"] == "first-sync"
    assert (data["version"], data["title"]) == (2, "Harbour reopens")
    assert sent.event.channel == second
    assert types(first) == ["page.published"]
    assert held(second) == {page.pk: "live"}
    republish(page)
    dispatch.run()
    assert len(deliveries(first)) == len(deliveries(second)) == 1
    republish(page, title="Second")
    dispatch.run()
    assert last(first)["data"]["version"] == last(second)["data"]["version"] == 3


def test_a_page_recorded_before_newswire_is_rendered_for_the_first_who_asks(channel, published):
    channel(started_at=None)
    page = published()
    site = channel()
    assert dispatch.announce_to(site, publication_of(page).pk) is not None
    assert last(site)["data"]["version"] == 1
    assert publication_of(page).content_hash != ""
    republish(page)
    assert dispatch.run() == 1
    assert len(deliveries(site)) == 1


def test_sent_again_it_is_the_same_event_in_a_new_round(channel, published):
    site = channel()
    page = published()
    pk = publication_of(page).pk
    Delivery.objects.update(state=Delivery.State.DELIVERED)
    again = dispatch.announce_to(site, pk, "replay")
    assert (again.event_id, again.version, again.round) == (1, 1, 1)
    assert again.payload == deliveries(site)[0].payload
    assert dispatch.announce_to(site, pk, "replay").pk == again.pk  # it waits already
    assert Lane.objects.get(channel=site).due_at <= timezone.now()


def test_after_its_bytes_were_pruned_a_new_version_is_made(channel, published):
    site = channel()
    page = published()
    Payload.objects.all().delete()
    assert dispatch.announce_to(site, publication_of(page).pk, "replay").version == 2


def test_what_is_out_of_date_is_told_to_all_who_hold_it(channel, published):
    holder, other = channel(), channel()
    page = published()
    newcomer = channel()
    HostPage.objects.filter(pk=page.pk).update(intro="Changed without a signal")
    assert dispatch.announce_to(newcomer, publication_of(page).pk).version == 3
    assert types(holder) == types(other) == ["page.published", "page.updated"]


def test_nothing_is_sent_of_what_is_not_live_or_not_wanted(channel, published):
    channel()
    page = published()
    french = channel(languages=["fr"])
    assert dispatch.announce_to(french, publication_of(page).pk) is None
    HostPage.objects.get(pk=page.pk).unpublish()
    everything = channel()
    assert dispatch.announce_to(everything, publication_of(page).pk) is None
    assert deliveries(everything) == []


def test_withdrawn_from_one_channel_and_given_back(channel, published):
    site, other = channel(), channel()
    page = published()
    wanted = site.page_types
    wants(site, [])
    withdrawn = deliveries(site)[-1]
    assert (withdrawn.version, withdrawn.withdrawal) == (2, True)
    assert body(withdrawn)["data"]["reason"]["kind"] == "out_of_scope"
    wants(site, [])
    assert [d.state for d in deliveries(site)] == ["superseded", "queued"]
    wants(site, wanted)
    back = dispatch.announce_to(site, publication_of(page).pk)
    assert back.version == 3 and body(back)["data"]["state"] == "live"
    assert types(other) == ["page.published"]


def test_a_test_is_a_gone_of_a_reserved_uuid(channel):
    site = channel(state=Channel.State.PAUSED, started_at=None)
    sent = dispatch.channel_event(site, "channel.test", note="A test.")
    event = JSONFormat().read(CloudEvent, unpacked(sent.payload))
    assert event.get_type() == "newswire.channel.test.v1"
    assert event.get_subject() == RESERVED
    data = event.get_data()
    assert (data["id"], data["state"], data["reason"]["note"]) == (RESERVED, "gone", "A test.")
    assert (sent.channel, sent.publication_id, sent.event.channel) == (site, None, site)
    again = dispatch.channel_event(site, "channel.test")
    assert again.version > sent.version > 0
    assert list(Event.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2]


def test_operators_are_told_which_channel_and_since_when(channel):
    operators, failing = channel(for_operators=True), channel(name="Downstream")
    since = timezone.now()
    dispatch.channel_event(operators, "channel.failing", about=failing, since=since)
    about = last(operators)["data"]["about"]
    assert (about["channel"], about["name"]) == (str(failing.uuid), "Downstream")
    assert about["since"].startswith(timezone.localtime(since).isoformat(timespec="minutes")[:16])
