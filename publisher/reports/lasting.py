from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

MINUTE = timedelta(minutes=1)


def lasting(span: timedelta) -> str:
    """How long something has lasted or will: Django's words say “0 minutes” of what just began."""
    if span < MINUTE:
        return _("less than a minute")
    now = timezone.now()
    return timesince(now - span, now, depth=1)


def lasting_since(then: datetime) -> str:
    """The same of what began then."""
    return lasting(timezone.now() - then)
