"""Compares what is with what was announced, and announces the difference.

run -> select.claim -> look -> present.read (one snapshot: page, language versions, rendering, hash)
                    -> settle (one short transaction) -> plan -> announce.write
"""

from . import warm
from .notices import channel_event
from .run import run
from .targeted import Busy, announce_to, send_again, withdraw

__all__ = ["Busy", "announce_to", "channel_event", "run", "send_again", "turn", "withdraw"]


def turn(seconds: float) -> int:
    """`run` for a worker: a process that has rendered no page yet does so while nothing waits for it."""
    settled = run(seconds)
    warm.unless(settled > 0)
    return settled
