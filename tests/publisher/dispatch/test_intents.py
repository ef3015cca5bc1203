"""What the editor meant: corrections, small fixes, takedowns."""

import pytest
from support.announced import deliveries, last, publication_of, republish, types

from newswire.publisher import dispatch
from newswire.publisher.capture.intents import intend
from newswire.publisher.models import Copy, Delivery, Intent, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = "2020-01-01T12:00:00+00:00"


def test_corrections_add_up(channel, published):
    site = channel()
    page = published()
    for note in ("It was a Tuesday.", "It was in Ghent."):
        intend(page.pk, Intent.Kind.CORRECTION, note)
        republish(page)
        dispatch.run()
    assert types(site) == ["page.published", "page.corrected", "page.corrected"]
    data = last(site)["data"]
    assert data["reason"] == {"kind": "correction", "note": "It was in Ghent."}
    assert [entry["note"] for entry in data["corrections"]] == ["It was a Tuesday.", "It was in Ghent."]
    assert data["head"]["jsonld"]["correction"][0]["text"] == "It was a Tuesday."


def test_two_publishes_before_one_dispatch_lose_no_correction(channel, published):
    site = channel()
    page = published()
    intend(page.pk, Intent.Kind.CORRECTION, "It was a Tuesday.")
    republish(page, title="Second")
    intend(page.pk, Intent.Kind.SMALL_FIX)
    republish(page, title="Third")
    dispatch.run()
    assert types(site) == ["page.published", "page.corrected"]
    assert last(site)["data"]["corrections"][0]["note"] == "It was a Tuesday."


@pytest.mark.parametrize(("kind", "moves"), [("small_fix", False), ("update", True), ("correction", True)])
def test_modified_at_moves_but_for_a_small_fix(channel, published, kind, moves):
    site = channel()
    page = published()
    Publication.objects.update(modified_at=LONG_AGO)
    intend(page.pk, kind)
    republish(page, title="Second")
    dispatch.run()
    data = last(site)["data"]
    assert data["title"] == "Second"
    assert data["modifiedAt"].startswith("2020-01-01T13:00:00+01:00") is not moves
    assert data["head"]["jsonld"]["dateModified"] == data["modifiedAt"]


def test_a_takedown_goes_first_and_says_why(channel, published):
    site = channel()
    page = published()
    intend(page.pk, Intent.Kind.TAKE_DOWN, "Published by mistake.")
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    delivery = deliveries(site)[-1]
    assert delivery.event.type == "page.taken_down"
    assert (delivery.priority, delivery.withdrawal) == (Priority.TAKEDOWN, True)
    assert last(site)["data"]["reason"] == {"kind": "taken_down", "note": "Published by mistake."}


def test_a_takedown_of_what_is_gone_reaches_all_while_one_has_not_confirmed_it(channel, published):
    """All, so that what each of them holds is the same version."""
    site, confirmed = channel(), channel()
    page = published()
    Copy.objects.update(state="live", version=1)
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    Copy.objects.filter(channel=confirmed).update(state="gone", version=2)
    _take_down_again(page)
    assert types(site)[-1] == types(confirmed)[-1] == "page.taken_down"
    assert [d.state for d in deliveries(site)] == ["superseded", "superseded", Delivery.State.QUEUED]
    Copy.objects.update(state="gone", version=3)
    _take_down_again(page)
    assert types(site).count("page.taken_down") == types(confirmed).count("page.taken_down") == 1


def _take_down_again(page):
    publication = publication_of(page)
    generation = publication.generation + 1
    Publication.objects.filter(pk=publication.pk).update(generation=generation, priority=0)
    Intent.objects.create(page_id=page.pk, kind=Intent.Kind.TAKE_DOWN, note="Now", generation=generation)
    dispatch.run()


def test_published_again_after_a_takedown_is_restored(channel, published):
    site = channel()
    page = published()
    intend(page.pk, Intent.Kind.TAKE_DOWN, "Published by mistake.")
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    republish(page)
    dispatch.run()
    type(page).objects.get(pk=page.pk).unpublish()
    dispatch.run()
    assert types(site)[1:] == ["page.taken_down", "page.restored", "page.unpublished"]


def test_pages_published_together_say_so(channel, published):
    from uuid import uuid4

    site = channel()
    page = published()
    batch = uuid4()
    intend(page.pk, Intent.Kind.UPDATE, batch=batch)
    republish(page, title="Second")
    dispatch.run()
    assert deliveries(site)[-1].event.batch == batch
