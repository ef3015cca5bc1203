"""A page that cannot be rendered: said to its editors, tried again, and holding up nobody else."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newswire.publisher.models import Publication

from .release import release
from .settle import held

FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=6)
LAST_WHERE_IT_PASSES = timedelta(minutes=5)


def note(publication_id: int, generation: int, words: str, passes: bool = False) -> None:
    """Keeps why and when to try again: after 1, 2, 4 minutes and so on, at least every six hours.

    `passes`: it is not the page's fault, so at least every five minutes.
    Sooner where the page is saved again or other code runs. Nothing where the page has changed
    since, or a transaction holds it: it is looked at anew anyway.
    """
    with transaction.atomic():
        publication = held(publication_id)
        if publication is None or publication.generation != generation:
            return
        longest = LAST_WHERE_IT_PASSES if passes else LAST_RETRY
        wait = min(FIRST_RETRY * 2 ** min(publication.render_failures, 12), longest)
        Publication.objects.filter(pk=publication_id).update(
            render_error=words,
            render_failures=publication.render_failures + 1,
            render_retry_at=timezone.now() + wait,
            render_generation=generation,
            render_release=release(),
            rendering_until=None,
        )
