"""Rows of several models in one query: each as JSON, beside the number of the queryset that it is of."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive

from newswire.cms.together.prepared import rows_of

Asked = tuple[str, QuerySet[Any], Sequence[str]]  # a name, which several may share; columns
Ask = Callable[..., Sequence[Asked]]


def in_one_query(ask: Ask, shape: Hashable, *values: Sequence[Any]) -> dict[str, list[Any]]:
    """By name the instances that `ask(shape, *values)` asks for, in no order; columns not named are deferred.

    For columns that `Field.to_python` reads from JSON: text, numbers, dates, uuids; no files, no JSON. For
    `ask` and the values see `rows_of`.
    """
    parts = _parts(ask, shape, len(values))
    found: dict[str, list[Any]] = {name: [] for name, _, _ in parts}
    for number, row in rows_of(_united, (ask, shape), *values):
        name, model, using = parts[number]
        found[name].append(_instance(model, using, json.loads(row)))
    return found


def _united(of: tuple[Ask, Hashable], *values: Sequence[Any]) -> QuerySet[Any]:
    ask, shape = of
    parts = [
        queryset.order_by().values_list(Value(number), JSONObject(**{name: F(name) for name in names}))
        for number, (_, queryset, names) in enumerate(ask(shape, *values))
    ]
    # Django 6.1 orders a union as its first part's model is by default, by columns that are not in it.
    return parts[0].union(*parts[1:], all=True).order_by()


@lru_cache(maxsize=16)
def _parts(ask: Ask, shape: Hashable, count: int) -> list[tuple[str, type[Model], str]]:
    """What does not depend on the values: names, models, databases."""
    return [(name, queryset.model, queryset.db) for name, queryset, _ in ask(shape, *[()] * count)]


def all_columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _instance(model: type[Model], using: str, row: Mapping[str, Any]) -> Any:
    names = [name for name in all_columns(model) if name in row]
    return model.from_db(using, names, [_read(model, row, name) for name in names])


def _read(model: type[Model], row: Mapping[str, Any], name: str) -> Any:
    field: Any = model._meta.get_field(name)
    value = field.to_python(row[name])
    # SQLite keeps moments without their zone, which is UTC.
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and is_naive(value) else value
