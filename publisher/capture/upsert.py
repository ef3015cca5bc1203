"""One statement that makes missing publications and raises those that are there.

    INSERT INTO newswire_publisher_publication (...) SELECT ... FROM wagtailcore_page WHERE ...
    ON CONFLICT (page_id) DO UPDATE SET generation = newswire_publisher_publication.generation + 1, ...

Django's `bulk_create(update_conflicts=True)` can only put the new value in the old one's place. The
rows come from a SELECT, so the database's own columns decide which pages count, not an instance in
memory that may be stale.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, F, Field, Func, QuerySet, UUIDField, Value, When
from django.db.models.expressions import Combinable

from newswire.publisher.models import Publication

# Wagtail saves a page that is made and published in one go three times: first live, without its
# privacy and without a date of publication. Within this time the rest has followed.
MADE_BUT_NOT_PUBLISHED = timedelta(seconds=2)


class RandomUUID(Func):
    """A version 4 uuid for each row; SQLite has no function of its own for it."""

    function = "GEN_RANDOM_UUID"
    output_field = UUIDField()
    arity = 0

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)"
            " || '8' || substr(hex(randomblob(2)), 2) || hex(randomblob(6)))"
        )
        return super().as_sql(compiler, connection, template=template, **context)


def upsert(pages: QuerySet, priority: int, now: datetime) -> int:
    """Raises the publications of these pages, and makes those that are missing. How many it was.

    `pages` selects rows of the base page model.
    """
    columns = _columns(priority, now)
    names = [connection.ops.quote_name(str(field.column)) for field in columns]
    # Ordered, so that two statements over the same pages lock their rows in the same order.
    select, params = pages.order_by("pk").values_list(*columns.values()).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table()} ({', '.join(names)}) {select} {_on_conflict()}", params)
        return cursor.rowcount


def _columns(priority: int, now: datetime) -> dict[Field, Combinable]:
    """What to put in each column of a new row. Columns that are null in a new row are left out."""
    new = Publication(generation=1, captured_at=now, priority=priority)
    given: dict[str, Combinable] = {
        "uuid": RandomUUID(),
        "page_id": Func(F("pk"), template="%(expressions)s"),
        "render_retry_at": Case(
            When(last_published_at__isnull=True, then=Value(now + MADE_BUT_NOT_PUBLISHED)),
            default=None,
        ),
    }
    columns: dict[Field, Combinable] = {}
    for field in Publication._meta.concrete_fields:
        value = getattr(new, field.attname)
        if field.name in given:
            columns[field] = given[field.name]
        elif value is not None:
            columns[field] = Value(value, output_field=field)
    return columns


def _on_conflict() -> str:
    """The waiting raise keeps its place if it is the more urgent one; a render that failed is due again."""
    table = _table()
    return f"""
        ON CONFLICT (page_id) DO UPDATE SET
            generation = {table}.generation + 1,
            captured_at = excluded.captured_at,
            render_retry_at = excluded.render_retry_at,
            priority = CASE
                WHEN {table}.generation > {table}.settled AND {table}.priority < excluded.priority
                THEN {table}.priority ELSE excluded.priority
            END
    """


def _table() -> str:
    return connection.ops.quote_name(Publication._meta.db_table)
