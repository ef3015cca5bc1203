"""An embargo is lifted before its time."""

import pytest
from support.announced import deliveries, last

from newswire.publisher import dispatch
from newswire.publisher.editorial import embargo
from newswire.publisher.editorial.refused import Refused

from .passing import approve, due, in_hours

pytestmark = pytest.mark.django_db(transaction=True)


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
