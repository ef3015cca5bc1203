"""Rows of several models in one query: each as JSON, beside the number of the queryset that it is of."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive

Asked = tuple[QuerySet[Any], Sequence[str]]


def in_one_query(asked: Sequence[Asked]) -> list[list[Any]]:
    """The instances of each queryset, in no order, with the columns named beside it; others are deferred.

    For columns that `Field.to_python` reads from JSON: text, numbers, dates, uuids; no files, no JSON.
    """
    parts = [
        queryset.order_by().values_list(Value(number), JSONObject(**{name: F(name) for name in names}))
        for number, (queryset, names) in enumerate(asked)
    ]
    found: list[list[Any]] = [[] for _ in asked]
    for number, row in parts[0].union(*parts[1:], all=True):
        found[number].append(_instance(asked[number][0], row))
    return found


def all_columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _instance(queryset: QuerySet[Any], row: Mapping[str, Any]) -> Any:
    names = [name for name in all_columns(queryset.model) if name in row]
    return queryset.model.from_db(queryset.db, names, [_read(queryset.model, row, name) for name in names])


def _read(model: type[Model], row: Mapping[str, Any], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    value = field.to_python(row[name])
    # SQLite keeps moments without their zone, which is UTC.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and is_naive(value) else value
