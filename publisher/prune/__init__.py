"""What is kept for a time only. Each part is bounded: what is left over, the next round drops.

Kept for ever: publications, events, and what each channel holds (docs/operators.md).
"""

from newswire.publisher import kept_pictures

from . import aged, sendings


def prune(seconds: float = 8.0) -> int:
    """One round of about so long, shorter where the worker is told to stop; how many rows were dropped."""
    each = seconds / 3
    return aged.drop(each) + sendings.drop(each) + kept_pictures.drop(each)


__all__ = ["prune"]
