"""A process's first article should leave as fast as its second: what renders a page is loaded before."""

import logging
import os
import threading

from django.db import connection

from newswire.publisher.models import Event
from newswire.publisher.render import reading

from .match import Audience
from .present import read

logger = logging.getLogger(__name__)

_warm_in = 0  # the process that has rendered a page; a fork copies it


def unless(has_rendered: bool) -> None:
    """Renders what was announced last, once in a process, where it has rendered nothing yet.

    In a thread: a page that takes its time, or for ever, holds up none that is published.
    """
    global _warm_in
    if _warm_in == os.getpid():
        return
    last = None if has_rendered else _last()
    if last is not None:
        threading.Thread(target=_look, args=(last,), name="newswire-warm", daemon=True).start()
    if has_rendered or last is not None:
        _warm_in = os.getpid()


def _last() -> int | None:
    return Event.objects.order_by("-pk").values_list("publication_id", flat=True).first()


def _look(publication_id: int) -> None:
    try:
        with reading():
            read(publication_id, Audience.now(), always=True)
    except Exception as error:
        logger.info("publication=%s is not rendered in advance (%s)", publication_id, type(error).__name__)
    finally:
        connection.close()  # this thread's own
