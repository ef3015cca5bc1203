"""Compares what is with what was announced, and announces the difference.

run -> select.claim -> look -> present.read (one snapshot: page, language versions, rendering, hash)
                    -> settle (one short transaction) -> plan -> announce.write
"""

from .notices import channel_event
from .run import run
from .targeted import announce_to, withdraw

__all__ = ["announce_to", "channel_event", "run", "withdraw"]
