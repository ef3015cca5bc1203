"""One statement that makes missing publications and raises those that are there.

    INSERT INTO newswire_publisher_publication (...) SELECT ... FROM wagtailcore_page WHERE ...
    ON CONFLICT (page_id) DO UPDATE SET generation = newswire_publisher_publication.generation + 1, ...

Django's `bulk_create(update_conflicts=True)` can only put the new value in the old one's place. The
rows come from a SELECT, so the database's own columns decide which pages count, not an instance in
memory that may be stale.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import swapper
from django.db import connection

from newswire.publisher import tracing
from newswire.publisher.models import Intent, Publication

# Wagtail saves a page that is made and published in one go three times: first live, without its
# privacy and without a date of publication. Within this time the rest has followed.
MADE_BUT_NOT_PUBLISHED = timedelta(seconds=2)

# A version 4 uuid for each row; SQLite has no function of its own for it.
RANDOM_UUID = {
    "postgresql": "gen_random_uuid()",
    "sqlite": (
        "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2)"
        " || '8' || substr(hex(randomblob(2)), 2) || hex(randomblob(6)))"
    ),
}

# The waiting raise keeps its place if it is the more urgent one; a render that failed is due again.
STATEMENT = """
    INSERT INTO {publication} ({names})
    SELECT {values} FROM {page} AS page WHERE page.{pk} IN ({chosen}) ORDER BY page.{pk}
    ON CONFLICT (page_id) DO UPDATE SET
        generation = {publication}.generation + 1,
        captured_at = excluded.captured_at,
        traceparent = excluded.traceparent,
        render_retry_at = excluded.render_retry_at,
        priority = CASE
            WHEN {publication}.generation > {publication}.settled
                AND {publication}.priority < excluded.priority
            THEN {publication}.priority ELSE excluded.priority
        END
    RETURNING EXISTS (SELECT 1 FROM {intent} AS said WHERE said.page_id = {publication}.page_id
        AND said.generation IS NULL)
"""


def upsert(pages: tuple[str, Sequence[Any]], priority: int, now: datetime) -> list[bool]:
    """Raises the publications of these pages, and makes those that are missing.

    Returns, for each of them, whether an editor's intent waits for it.

    `pages`: SQL, with its parameters, that selects the ids of rows of the base page model. The rows are
    taken in the order of their ids, so two such statements over the same pages lock them in the same order.
    """
    quoted = connection.ops.quote_name
    page = swapper.load_model("wagtailcore", "Page")._meta
    chosen, chosen_params = pages
    columns = _columns(_new(priority, now), quoted(page.pk.column))
    statement = STATEMENT.format(
        publication=quoted(Publication._meta.db_table),
        intent=quoted(Intent._meta.db_table),
        page=quoted(page.db_table),
        pk=quoted(page.pk.column),
        names=", ".join(quoted(name) for name in columns),
        values=", ".join(sql for sql, _ in columns.values()),
        chosen=chosen,
    )
    params = [param for _, params in columns.values() for param in params]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *chosen_params])
        return [bool(is_said) for (is_said,) in cursor.fetchall()]


def _new(priority: int, now: datetime) -> Publication:
    return Publication(generation=1, captured_at=now, priority=priority, traceparent=tracing.present())


def _columns(new: Publication, pk: str) -> dict[str, tuple[str, list[Any]]]:
    """The SQL and its parameters for each column of a new row. What is null in one is left out."""
    retry_at = new.captured_at + MADE_BUT_NOT_PUBLISHED
    columns: dict[str, tuple[str, list[Any]]] = {
        str(field.column): ("%s", [field.get_db_prep_save(value, connection)])
        for field in Publication._meta.concrete_fields
        if (value := getattr(new, field.attname)) is not None
    }
    return columns | {
        "uuid": (RANDOM_UUID[connection.vendor], []),
        "page_id": (f"page.{pk}", []),
        "render_retry_at": (
            "CASE WHEN page.live AND page.last_published_at IS NULL THEN %s END",
            [Publication._meta.get_field("render_retry_at").get_db_prep_save(retry_at, connection)],
        ),
    }
