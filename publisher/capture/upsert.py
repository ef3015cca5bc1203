"""One statement that makes a page's publication, or raises the one that is there.

    INSERT INTO newswire_publisher_publication (...) SELECT ... FROM (a SELECT of the page) ...
    ON CONFLICT (page_id) DO UPDATE SET generation = newswire_publisher_publication.generation + 1, ...

Django's `bulk_create(update_conflicts=True)` can only put the new value in the old one's place. The
row comes from a SELECT, so the database's own columns decide whether the page counts, not an instance in
memory that may be stale.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from newswire.publisher import tracing
from newswire.publisher.models import Intent, Publication
from newswire.publisher.standby import DISPATCH

# Wagtail saves a page that is made and published in one go three times: first live, without its
# privacy and without a date of publication. Within this time the rest has followed.
MADE_BUT_NOT_PUBLISHED = timedelta(seconds=2)

# A version 4 uuid; SQLite has no function of its own for it.
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
    SELECT {values} FROM ({page}) AS page WHERE TRUE
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
        AND said.generation IS NULL){notify}
"""


# Of a new row's columns, those that are not the same each time, and what they are.
GIVEN = {
    "priority": "%s",
    "captured_at": "%s",
    "traceparent": "%s",
    "render_retry_at": "CASE WHEN page.live AND page.last_published_at IS NULL THEN %s END",
    "page_id": "page.pk",
}


class _Statement(NamedTuple):
    sql: str
    constants: list[Any]


def upsert(page: tuple[str, Sequence[Any]], priority: int, now: datetime) -> bool | None:
    """Raises the publication of this page, or makes it. Waits for whoever holds it: one at a time.

    Returns whether an editor's intent waits for it; None where there is no such page.

    `page`: SQL, with its parameters, that selects `pk`, `live` and `last_published_at` of one row of the base
    page model, or of none.
    """
    chosen, chosen_params = page
    sql, constants = _statement(connection.vendor, chosen)
    given = {
        "priority": int(priority),
        "captured_at": now,
        "traceparent": tracing.present(),
        "render_retry_at": now + MADE_BUT_NOT_PUBLISHED,
    }
    stored = [_stored(name, value) for name, value in given.items()]
    # Not by `bound`: so many constants beside a statement take longer than in its text.
    with connection.cursor() as cursor:
        cursor.execute(sql, [*constants, *stored, *chosen_params])
        found = cursor.fetchall()  # SQLite ends the statement with its last row
    return bool(found[0][0]) if found else None


@lru_cache
def _statement(vendor: str, page: str) -> _Statement:
    """Made once: it took a fifth of the time of a raise."""
    quoted = connection.ops.quote_name
    new = Publication(generation=1)
    same = {
        field.attname: _stored(field.attname, value)
        for field in Publication._meta.concrete_fields
        if field.attname not in {*GIVEN, "uuid"} and (value := getattr(new, field.attname)) is not None
    }
    columns = {**dict.fromkeys(same, "%s"), **GIVEN, "uuid": RANDOM_UUID[vendor]}
    sql = STATEMENT.format(
        publication=quoted(Publication._meta.db_table),
        intent=quoted(Intent._meta.db_table),
        names=", ".join(map(quoted, columns)),
        values=", ".join(columns.values()),
        page=page,
        notify=f", {DISPATCH.notify()}" if vendor == "postgresql" else "",
    )
    return _Statement(sql, list(same.values()))


def _stored(name: str, value: Any) -> Any:
    field: Any = Publication._meta.get_field(name)
    return field.get_db_prep_save(value, connection)
