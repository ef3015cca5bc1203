"""Sends what is queued: lanes -> claim -> transport -> send -> verdict -> attempt, copy, breaker.

The modules in their order: docs/delivery.md, "One run". To begin with, read claim.py and pick.py.
"""


def run(seconds: float = 20) -> int:
    """Sends until nothing is in flight nor due, `seconds` have passed, or the worker is told to stop.

    What is in flight then is still waited for, at most one deadline (NEWSWIRE_DEADLINE). Returns the
    number of deliveries attempted. Safe to run in any number of processes at once.
    """
    from .pump import Pump

    return Pump.of_this_process().run(seconds)


def turn(seconds: float) -> int:
    """The same for a worker: where only receivers that hang are left, a thread waits for them.

    The next turn in this process and thread takes them back.
    """
    from .pump import Pump

    return Pump.of_this_process().run(seconds, leaves=True)
