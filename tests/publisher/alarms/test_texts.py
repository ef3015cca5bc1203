"""What a mail says, word by word."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation
from support.factories import make_channel

from newswire.publisher.alarms import texts
from newswire.publisher.models import Alarm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(texts.SENTENCES))
def test_a_time_that_ends_with_a_full_stop_gets_no_second_one(kind: str) -> None:
    eight = datetime(2026, 11, 28, 8, 10, tzinfo=UTC)
    alarm = Alarm(
        kind=kind, since=eight, channel=make_channel("https://site.example/hook", name="Harbour... News")
    )
    with translation.override("en"), timezone.override(UTC):
        said = texts.body([alarm])
    assert "Harbour... News" in said
    assert "Nov. 28, 2026, 8:10 a.m." in said
    assert "a.m.." not in said
