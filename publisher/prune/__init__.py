"""What is kept for a time only. Each part is bounded: what is left over, the next round drops.

Kept for ever: publications, events, and what each channel holds (docs/operators.md).
"""

from . import aged, sendings


def prune(seconds: float = 8.0) -> int:
    """One round of about so long, shorter where the worker is told to stop; how many rows were dropped."""
    return aged.drop(seconds / 2) + sendings.drop(seconds / 2)


__all__ = ["prune"]
