from collections.abc import Iterable
from typing import Any

from django.db import transaction

from newswire.publisher import secrets
from newswire.publisher.models import Trigger

from .actions import ACTIONS


def create(slug: str, name: str, actions: Iterable[str], **limits: Any) -> tuple[Trigger, str]:
    """A new trigger and its plain `whsec_` secret, to be shown once.

    `limits` are `languages`, `sections` and `per_minute` of Trigger. Raises ValueError for an
    unknown action, IntegrityError where the slug is taken.
    """
    wanted = list(actions)
    if unknown := set(wanted) - set(ACTIONS):
        raise ValueError(f"No such action: {', '.join(sorted(unknown))}. There are: {', '.join(ACTIONS)}.")
    with transaction.atomic():
        trigger = Trigger.objects.create(slug=slug, name=name, actions=wanted, **limits)
        return trigger, secrets.make_secret(trigger)
