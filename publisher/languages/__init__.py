"""Language versions: who says the same in another language, and what a link to it is called."""

from .names import direction, territory_code
from .source import source_language
from .versions import Version, hreflang, set_members, stands_for, versions_of

__all__ = [
    "Version",
    "direction",
    "hreflang",
    "set_members",
    "source_language",
    "stands_for",
    "territory_code",
    "versions_of",
]
