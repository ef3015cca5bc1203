"""Profiles: what the bytes of an event depend on, and nothing else does.

A profile is a format, a mode and what is done about missing languages; its name joins the three
("cloudevents.full.omit"). All channels of one profile get the same bytes. Adding a format:
docs/adding-a-profile.md.
"""

from .base import Envelope, Format, Profile, Unsayable, formats, get, refusal, register, wrap
from .cloudevents import CloudEvents
from .html import Html
from .ninjs import Ninjs
from .text import Text

for _format in (CloudEvents(), Html(), Ninjs(), Text()):
    register(_format)

__all__ = ["Envelope", "Format", "Profile", "Unsayable", "formats", "get", "refusal", "register", "wrap"]
