"""A static site of what a channel was sent: rows say what it should show, files follow them.

`entered` writes down what a message says; `settle` makes the storage hold that, in an order in which no
reader meets a link or a picture that leads nowhere. Each may be done twice. docs/transports/storage.md.
"""

from .entering import entered
from .files import StorageFailed, why
from .probe import probe
from .settling import OutOfTime, Settling
from .site import PER_PAGE, Site, titles_in
from .storages import TRANSPORT, offered, refusal

__all__ = [
    "PER_PAGE",
    "TRANSPORT",
    "OutOfTime",
    "Settling",
    "Site",
    "StorageFailed",
    "entered",
    "offered",
    "probe",
    "refusal",
    "titles_in",
    "why",
]
