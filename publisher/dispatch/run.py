"""The loop: claim, read and render, settle."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import DatabaseError, connection

from newswire.publisher import stopping, tracing
from newswire.publisher.render import ENDINGS, RenderError, failure, is_write_refused, reading, undoing

from . import failures, leaving, pictures, select
from .match import Audience
from .present import Present, read
from .settle import Outcome, settle

logger = logging.getLogger(__name__)

TRIES = 3  # for a page that is saved while it is rendered
# Seconds. A transaction that holds a publication may raise nothing (a send again, a fingerprint): then its
# end wakes nobody, and without another look, this often and so long, a claim would have to run out.
PAUSE, PATIENCE = 0.02, 1.0


def run(seconds: float = 20.0) -> int:
    """Settles unsettled publications, the most urgent first, until none is left or time is over.

    Returns how many were settled. Runs in any number of processes at a time. Told to stop, it finishes the
    page that it is at, and gives back what else it has claimed.
    """
    deadline = time.monotonic() + seconds
    settled, patience = 0, 0.0
    held, passed_over = dict[int, datetime](), dict[int, datetime]()
    while time.monotonic() < deadline and not stopping.is_set():
        claims = select.claim()
        if not claims.publications:
            if not held or time.monotonic() > patience:
                break
            time.sleep(PAUSE)
            held = select.give_back(held)
            continue
        audience = Audience.now(claims.channels)
        for one in claims.publications:
            outcome = None if stopping.is_set() else process(one, audience)
            if outcome is Outcome.HELD:
                held[one.id] = claims.until
                patience = time.monotonic() + PATIENCE
            elif outcome in (Outcome.ANNOUNCED, Outcome.QUIET):
                settled += 1
            else:
                passed_over[one.id] = claims.until
    if left := passed_over | held:
        select.give_back(left)
    return settled


def process(claimed: select.Claimed, audience: Audience) -> Outcome | None:
    """One publication; None where it cannot be announced, which is noted for its editors."""
    for _ in range(TRIES):
        publication_id, generation, settled, traceparent = claimed
        if generation == settled:
            return Outcome.QUIET  # by somebody else, meanwhile
        link = connection.connection
        try:
            with tracing.step("newswire announce", traceparent, publication=publication_id):
                outcome = settle(look(publication_id, audience), audience)
        except RenderError as error:
            _fails(claimed, error, audience)
            return None
        except ENDINGS:
            raise
        except BaseException as error:
            # One page must not hold up all others, whatever is wrong with it.
            if connection.connection is not link:
                logger.warning("publication=%s: the database was lost meanwhile (%s)", publication_id, error)
                return Outcome.MOVED
            logger.exception("publication=%s cannot be announced", publication_id)
            _fails(claimed, failure(error), audience)
            return None
        if outcome is not Outcome.MOVED:
            return outcome
        claimed, audience = select.again(publication_id), Audience.now()
    return Outcome.MOVED


def _fails(claimed: select.Claimed, why: RenderError, audience: Audience) -> None:
    try:
        leaving.withdraw(claimed.id, audience)
    except Exception:
        logger.exception("publication=%s cannot be withdrawn from those that it has left", claimed.id)
    failures.note(claimed.id, claimed.generation, str(why), why.passes)


def look(publication_id: int, audience: Audience, always: bool = False) -> Present:
    """Reads in one snapshot. The page's pictures are made before, since making them writes.

    Raises RenderError.
    """
    look_at = partial(read, publication_id, audience, always)
    if not pictures.any_missing(publication_id) and (present := _unless_it_writes(look_at)):
        return present
    look_at()  # for what it leaves behind: renditions, embeds
    if present := _unless_it_writes(look_at):
        return present
    logger.info("publication=%s writes each time it is rendered", publication_id)
    with undoing():
        return look_at()


def _unless_it_writes(look_at: Callable[[], Present]) -> Present | None:
    try:
        with reading():
            return look_at()
    except DatabaseError as error:
        if not is_write_refused(error):
            raise
    return None
