"""Which versions a machine made that nobody has confirmed yet."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from newswire.publisher import capture
from newswire.publisher.models import MachineMade


def mark(page_id: int, service: str) -> None:
    """Its draft is a machine's from now on; what is live keeps its word until that is published."""
    MachineMade.objects.update_or_create(page_id=page_id, defaults={"service": service, "at": timezone.now()})


def marked(page_ids: Iterable[int]) -> dict[int, MachineMade]:
    """By page id, drafts among them."""
    return {one.page_id: one for one in MachineMade.objects.filter(page_id__in=list(page_ids))}


def confirm(page: Any, user: Any) -> None:
    """A person has read it. Every site hears of it, and of the link to it in the other versions."""
    with transaction.atomic():
        if not MachineMade.objects.filter(page_id=page.pk).delete()[0]:
            return
        log(page, "newswire.machine_confirmed", user=user)
    pages = swapper.load_model("wagtailcore", "Page").objects
    members = pages.filter(translation_key=page.translation_key, live=True)
    capture.touch(members.values_list("pk", flat=True))
