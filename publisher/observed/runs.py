"""Ids in a query: a thousand parameters take longer to write and to read than the rows that they find."""

from collections.abc import Collection

from django.db.models import Q

DENSE = 2  # ids of a run, at least one of so many is asked for


def among(field: str, ids: Collection[int]) -> Q:
    """A condition that these ids meet. Of a run of ids its ends are named, so others may meet it too."""
    if len(ids) > 1 and max(ids) - min(ids) < DENSE * len(ids):
        return Q(**{f"{field}__range": (min(ids), max(ids))})
    return Q(**{f"{field}__in": list(ids)})
