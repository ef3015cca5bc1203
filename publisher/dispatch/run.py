"""The loop: claim, read and render, settle."""

import logging
import time

from newswire.publisher.models import Publication
from newswire.publisher.render import (
    RenderError,
    failure,
    is_write_refused,
    raise_if_no_fault_of_the_page,
    reading,
)

from . import failures, pictures, select
from .match import Audience
from .present import Present, read
from .settle import Outcome, settle

logger = logging.getLogger(__name__)

BATCH = 8  # publications claimed together: few, since a lost worker keeps them for a lease
TRIES = 3  # for a page that is saved while it is rendered


def run(seconds: float = 20.0) -> int:
    """Settles unsettled publications, the most urgent first, until none is left or time is over.

    Returns how many were settled. Runs in any number of processes at a time.
    """
    deadline = time.monotonic() + seconds
    settled, passed_over = 0, []
    while time.monotonic() < deadline and (ids := select.claim(BATCH)):
        audience = Audience.now()
        for publication_id in ids:
            if process(publication_id, audience) in (Outcome.ANNOUNCED, Outcome.QUIET):
                settled += 1
            else:
                passed_over.append(publication_id)
    if passed_over:
        select.release_claims(passed_over)
    return settled


def process(publication_id: int, audience: Audience) -> Outcome | None:
    """One publication; None where it cannot be announced, which is noted for its editors."""
    for _ in range(TRIES):
        generation = Publication.objects.values_list("generation", flat=True).get(pk=publication_id)
        try:
            outcome = settle(look(publication_id, audience), audience)
        except RenderError as error:
            failures.note(publication_id, generation, str(error))
            return None
        except Exception as error:
            # One page must not hold up all others, whatever is wrong with it.
            raise_if_no_fault_of_the_page(error)
            logger.exception("publication=%s cannot be announced", publication_id)
            failures.note(publication_id, generation, str(failure(error)))
            return None
        if outcome is not Outcome.MOVED:
            return outcome
    return Outcome.MOVED


def look(publication_id: int, audience: Audience, always: bool = False) -> Present:
    """Reads in one snapshot. The page's pictures are made before, since making them writes.

    Raises RenderError.
    """
    if pictures.any_missing(publication_id):
        _warm(publication_id, audience, always)
    try:
        with reading():
            return read(publication_id, audience, always)
    except Exception as error:
        if not is_write_refused(error):
            raise
        logger.info("publication=%s writes while it is rendered (%s)", publication_id, error)
    _warm(publication_id, audience, always)
    with reading():
        return read(publication_id, audience, always)


def _warm(publication_id: int, audience: Audience, always: bool) -> None:
    """Renders once for what that leaves behind: renditions, embeds."""
    read(publication_id, audience, always)
