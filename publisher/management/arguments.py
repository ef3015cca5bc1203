"""What commands are told in words: a channel, a number, a time, a user, a page."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from newswire.publisher.models import Channel, Publication


def channel(name: str) -> Channel:
    """Raises CommandError that lists those there are."""
    found = Channel.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Channel.objects.order_by("name").values_list("name", flat=True))
        raise CommandError(f"There is no channel {name}. There are: {known or 'none'}.")
    return found


def _whole(most: int, least: int = 0) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not text.isdecimal() or len(text) > len(str(most)) or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text} is no whole number from {least} to {most}.")
        return int(text)

    return whole


# For `type=`: what the columns of every database hold.
number, page_id = _whole(2**31 - 1), _whole(2**63 - 1)
days = _whole(2**31 - 1, least=1)


def publications(page_ids: Sequence[int]) -> tuple[int, ...]:
    """The ids of these pages' publications. Raises CommandError for a page that was never live."""
    known = dict(Publication.objects.filter(page_id__in=page_ids).values_list("page_id", "pk"))
    if missing := sorted(set(page_ids) - known.keys()):
        raise CommandError(f"Page {missing[0]} was never live.")
    return tuple(known.values())


def moment(text: str) -> datetime:
    """A day or a time in ISO 8601, in the site's time zone unless it names one. Raises CommandError."""
    try:
        day = parse_date(text)
        found = datetime.combine(day, time()) if day else parse_datetime(text)
        if found is not None:
            return (timezone.make_aware(found) if timezone.is_naive(found) else found).astimezone(UTC)
    except (ValueError, OverflowError):  # the first and the last day of all may be in no year elsewhere
        pass
    raise CommandError(f"{text} is no time; it looks like 2026-03-01 or 2026-03-01T06:00:00+01:00.")


def user(name: str) -> AbstractBaseUser:
    """Raises CommandError."""
    users = get_user_model()._default_manager
    found = users.filter(**{get_user_model().USERNAME_FIELD: name}).first()
    if found is None:
        raise CommandError(f"There is no user {name}.")
    return found
