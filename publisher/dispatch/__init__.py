"""Compares what is with what was announced, and announces the difference.

run -> select.claim -> look -> present.read (one snapshot: page, language versions, rendering, hash)
                    -> settle (one short transaction) -> plan -> announce.write -> queue
"""

from .channel_events import channel_event
from .run import run
from .targeted import Busy, announce_to, send_again

__all__ = ["Busy", "announce_to", "channel_event", "run", "send_again"]
