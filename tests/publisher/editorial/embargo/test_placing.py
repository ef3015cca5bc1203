"""What can be put under embargo, what that leaves alone, and what the history says of it."""

import pytest
from support.announced import publication_of
from wagtail.models import PageLogEntry

from newswire.publisher import dispatch, scheduled
from newswire.publisher.capture import intents
from newswire.publisher.editorial import embargo
from newswire.publisher.editorial.refused import Refused
from newswire.publisher.models import Intent

from .passing import approve, in_hours, pass_time

pytestmark = pytest.mark.django_db(transaction=True)


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
