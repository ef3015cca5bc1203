"""From a publish to what each channel is sent."""

from functools import partial

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from django.db import connection
from django.test.utils import CaptureQueriesContext
from support.announced import body, deliveries, held, last, publication_of, republish, types

from newswire.publisher import dispatch, wake
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.models import Counter, Delivery, Event, Lane, Payload, Publication

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_of_a_host_arrives_whole(channel, published):
    site = channel()
    page = published(
        intro="The quay was closed for a year.", body='<p>Read <a href="/en/more/">more</a>.</p>'
    )
    event = last(site)
    publication = publication_of(page)
    assert event["type"] == "newswire.page.published.v1"
    assert event["subject"] == event["data"]["id"] == str(publication.uuid)
    assert event["sequence"] == "1"
    data = event["data"]
    assert (data["state"], data["version"], data["previousVersion"]) == ("live", 1, 0)
    assert data["type"] == "host.hostpage"
    assert data["url"] == "https://news.example.org/en/harbour-reopens/"
    assert (data["lang"], data["dir"], data["title"]) == ("en", "ltr", "Harbour reopens")
    assert "<h1>Harbour reopens</h1>" in data["html"]
    assert 'href="https://news.example.org/en/more/"' in data["html"]
    assert "never sent" not in data["html"]
    assert data["reason"] == {"kind": "publish", "note": ""}
    assert held(site) == {page.pk: "live"}
    assert Lane.objects.get(channel=site).due_at is not None


def test_the_bytes_are_a_cloudevent_and_alike_for_all(channel, published):
    first, second = channel(), channel()
    published()
    one, other = deliveries(first)[0], deliveries(second)[0]
    assert one.payload == other.payload
    packed = unpacked(one.payload)
    event = JSONFormat().read(CloudEvent, packed)
    assert event.get_id() == str(one.event.uuid)
    assert event.get_source() == "http://testserver/newswire/"
    assert event.get_data()["id"] == event.get_subject()
    assert one.payload.size == len(packed)
    assert one.payload.content_type == "application/json"


@pytest.mark.parametrize(
    ("kinds", "woken"),
    [
        (["webhook"], {"newswire.deliver"}),
        (["email"], {"newswire.batch"}),
        (["webhook", "email"], {"newswire.deliver", "newswire.batch"}),
    ],
)
def test_who_sends_is_told_by_message_too(channel, published, monkeypatch, kinds, woken):
    """A worker between two turns hears no call."""
    for kind in kinds:
        channel(transport=kind)
    told = set()
    for name in ("deliver", "batch"):
        monkeypatch.setattr(wake, f"_{name}", partial(told.add, f"newswire.{name}"))
    published()
    assert told == woken


def test_a_save_that_changes_nothing_is_not_announced(channel, published):
    site = channel()
    page = published()
    republish(page)
    assert dispatch.run() == 1
    assert types(site) == ["page.published"]
    assert publication_of(page).settled == publication_of(page).generation


def test_each_change_has_its_type_and_a_higher_version(channel, published, tree):
    site = channel()
    page = published()
    republish(page, title="Harbour open again")
    dispatch.run()
    republish(page, slug="open-again")
    dispatch.run()
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    republish(page)
    dispatch.run()
    type(page).objects.get(pk=page.pk).delete()
    dispatch.run()
    assert types(site) == [
        "page.published",
        "page.updated",
        "page.moved",
        "page.unpublished",
        "page.restored",
        "page.deleted",
    ]
    found = [body(delivery)["data"] for delivery in deliveries(site)]
    assert {data["id"] for data in found} == {str(publication_of(page).uuid)}
    assert [data["version"] for data in found] == [1, 2, 3, 4, 5, 6]
    assert [data["previousVersion"] for data in found] == [0, 1, 2, 3, 4, 5]
    assert "title" in found[1]["changed"]
    assert found[2]["previousUrls"] == ["https://news.example.org/en/harbour-reopens/"]
    unpublished, deleted = found[3], found[5]
    for data, reason in ((unpublished, "unpublished"), (deleted, "deleted")):
        assert data["reason"]["kind"] == reason
        assert data["state"] == "gone"
        assert "https://news.example.org/en/open-again/" in data["previousUrls"]
        assert not {"title", "html", "summary", "blocks"} & set(data)
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_nobody_wants_it_nothing_is_rendered_or_announced(channel, published):
    channel(started_at=None)
    page = published()
    publication = publication_of(page)
    assert (publication.state, publication.version, publication.content_hash) == ("live", 0, "")
    assert publication.title == "Harbour reopens"
    assert not Event.objects.exists() and not Payload.objects.exists()


def test_what_was_live_before_the_channel_is_updated_not_published(channel, published):
    channel(started_at=None)
    page = published()
    site = channel()
    republish(page, title="Harbour open again")
    dispatch.run()
    assert types(site) == ["page.updated"]


def test_a_newer_version_replaces_what_waits(channel, published):
    latest, every = channel(), channel(order="every")
    page = published()
    republish(page, title="Second")
    dispatch.run()
    states = {name: [d.state for d in deliveries(site)] for name, site in (("l", latest), ("e", every))}
    assert states == {"l": ["superseded", "queued"], "e": ["queued", "queued"]}
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    assert [d.state for d in deliveries(every)] == ["superseded", "superseded", "queued"]
    assert deliveries(every)[-1].withdrawal


def test_a_page_in_flight_is_not_replaced(channel, published):
    site = channel()
    page = published()
    Delivery.objects.update(state=Delivery.State.SENDING)
    republish(page, title="Second")
    dispatch.run()
    assert [d.state for d in deliveries(site)] == ["sending", "queued"]


def test_thin_mode_and_full_mode_are_two_payloads(channel, published):
    full, thin = channel(), channel(mode="thin")
    published()
    data = last(thin)["data"]
    assert set(data) == {"id", "state", "version", "lang", "url", "title", "links"}
    assert data["links"]["self"].endswith(f"/newswire/v1/publications/{data['id']}")
    assert deliveries(thin)[0].event == deliveries(full)[0].event
    assert Payload.objects.count() == 2


def test_rolling_back_a_publish_announces_nothing(channel, tree):
    from django.db import transaction

    site = channel()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tree.published()
        raise ZeroDivisionError
    assert dispatch.run() == 0
    assert deliveries(site) == []
    assert not Publication.objects.exclude(page_id=tree.home.pk).exists()


def test_a_channel_deleted_meanwhile_takes_only_itself_away(channel, tree):
    from newswire.publisher.dispatch.match import Audience
    from newswire.publisher.dispatch.run import look
    from newswire.publisher.dispatch.settle import Outcome, settle

    site, deleted = channel(), channel()
    page = tree.published()
    audience = Audience.now()
    present = look(publication_of(page).pk, audience)
    deleted.delete()
    assert settle(present, audience) is Outcome.ANNOUNCED
    assert types(site) == ["page.published"]
    assert Counter.objects.get().sequence == 1


def test_an_update_asks_little_and_writes_what_differs_alone(channel, tree):
    channel()
    page = tree.published()
    dispatch.run()
    page.title = "Changed"
    page.save_revision().publish()
    with CaptureQueriesContext(connection) as asked:
        dispatch.run()
    written = [
        one["sql"] for one in asked if one["sql"].startswith('UPDATE "newswire_publisher_publication"')
    ]
    assert len(written) == 1
    assert '"title"' in written[0] and '"content_hash"' in written[0]
    assert '"url_path"' not in written[0] and '"priority"' not in written[0]
    assert len(asked) <= 35, [one["sql"][:100] for one in asked]
