"""What can be done with a channel: create, test, start, pause, resume, disable."""

from .create import create
from .exchange import Exchange
from .page_types import default_page_types
from .states import CannotStart, disable, pause, resume, start, start_afresh
from .trial import send_test
from .wants import withdraw_unwanted

__all__ = [
    "CannotStart",
    "Exchange",
    "create",
    "default_page_types",
    "disable",
    "pause",
    "resume",
    "send_test",
    "start",
    "start_afresh",
    "withdraw_unwanted",
]
