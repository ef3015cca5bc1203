"""Sends what is queued: lanes -> claim -> transport -> send -> verdict -> attempt, copy, breaker.

claim.py      takes deliveries from lanes that are due, in one short transaction
handover.py   takes those that dispatch has begun itself, since nothing is before them
pump.py       sends them, many at once, with no transaction open
watch.py      waits for those that hang while the worker does something else
verdicts.py   records what came of them, in batches
policy.py     when to try again, and when to stop
breaker.py    when to leave a channel alone, and how to come back
words.py      each error as an editor understands it
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
