"""Values as the wire has them."""

from datetime import UTC, datetime

import pytest
from django.test import override_settings

from newswire.publisher.render import RenderError
from newswire.publisher.render.fields import moment


@pytest.mark.parametrize(
    ("zone", "at", "said"),
    [
        ("Europe/Luxembourg", datetime(2025, 3, 30, 1, tzinfo=UTC), "2025-03-30T03:00:00+02:00"),
        ("Europe/Luxembourg", datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "2025-10-26T02:30:00+02:00"),
        ("Europe/Luxembourg", datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "2025-10-26T02:30:00+01:00"),
        # By the sun until 1904, 24 minutes and 36 seconds before Greenwich.
        ("Europe/Luxembourg", datetime(1890, 1, 1, tzinfo=UTC), "1890-01-01T00:24:00+00:24"),
        ("America/New_York", datetime(1850, 1, 1, tzinfo=UTC), "1849-12-31T19:03:00-04:57"),
        ("Asia/Kathmandu", datetime(2025, 1, 1, tzinfo=UTC), "2025-01-01T05:45:00+05:45"),
    ],
)
def test_a_moment_is_one_of_rfc_3339(zone: str, at: datetime, said: str) -> None:
    with override_settings(TIME_ZONE=zone):
        assert moment(at) == said
        assert abs(datetime.fromisoformat(said) - at).total_seconds() < 1


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/New_York", datetime(1, 1, 1, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(9999, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_date_that_the_zone_does_not_have_is_named(zone: str, at: datetime) -> None:
    with override_settings(TIME_ZONE=zone), pytest.raises(RenderError, match=at.date().isoformat()):
        moment(at)
