"""What is kept for a time only. Each part is bounded: what is left over, the next hour drops.

Kept for ever: publications, events, and what each channel holds (docs/operators.md).
"""

from . import aged, sendings


def prune(seconds: float = 20.0) -> int:
    """One round; how many rows were dropped."""
    return aged.drop() + sendings.drop(seconds)


__all__ = ["prune"]
