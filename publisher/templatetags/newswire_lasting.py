from datetime import datetime

from django import template
from django.utils import timezone

from newswire.publisher.reports.lasting import lasting

register = template.Library()


@register.filter
def lasting_until(then: datetime) -> str:
    """How long it is until then, in words; Django's `timeuntil` says “0 minutes” at the end."""
    return lasting(then - timezone.now())
