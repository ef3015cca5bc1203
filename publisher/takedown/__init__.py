"""“Take down everywhere”: all language versions at once, from every site, each of which confirms it."""

from .members import holders, pages_of
from .start import take_down
from .status import Confirmation, Status, status
from .watch import watch

__all__ = ["Confirmation", "Status", "holders", "pages_of", "status", "take_down", "watch"]
