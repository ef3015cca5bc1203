"""“Take down everywhere”: all language versions at once, from every site, each of which confirms it."""

from .start import pages_of, take_down
from .status import Confirmation, Status, status
from .watch import watch

__all__ = ["Confirmation", "Status", "pages_of", "status", "take_down", "watch"]
