"""From a page that cannot be rendered: who should hold it no longer need not wait until it can be."""

from django.db import transaction
from django.utils import timezone

from newswire.publisher import writes
from newswire.publisher.render import reading

from .announce import write
from .match import Audience
from .plan import leaving, out_of_scope
from .present import unrendered
from .queue import queue
from .sequences import taken
from .settle import held, is_as_read, is_outdated, told


def withdraw(publication_id: int, audience: Audience) -> None:
    """Takes it from channels whose language, section or page type it has left. It stays unsettled.

    Nothing where it has changed meanwhile, or a transaction holds it: it is looked at anew anyway.
    """
    with reading():
        present = unrendered(publication_id)
    with transaction.atomic():
        publication = held(publication_id)
        if publication is None or not is_as_read(publication, present) or not present.is_live:
            return
        recipients = leaving(present, audience, told(publication_id))
        if not recipients:
            return
        news = out_of_scope(present.before, recipients)
        written = write(publication, news, taken(), timezone.now())
        # Else who has lost it would not get it back where it comes back as it was before it can be rendered.
        publication.content_hash = ""
        writes.update(publication, ["version", "content_hash"])
        queue([written])
        transaction.set_rollback(is_outdated(present, audience, [news], [written]))
