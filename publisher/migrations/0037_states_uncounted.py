from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# How many sendings are queued or under way changes faster than statistics do. By those of a quiet hour PostgreSQL
# takes a partial index for one that holds a single row, and reads a queue of thousands for each sending. Without
# any it takes one sending in two hundred for queued. Keeps no reader or writer out.
WITHOUT = "ALTER TABLE newswire_publisher_delivery ALTER COLUMN state SET STATISTICS 0"
USUAL = "ALTER TABLE newswire_publisher_delivery ALTER COLUMN state SET STATISTICS -1"


def without_statistics(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(WITHOUT)


def with_statistics(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(USUAL)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0036_timings_unread"),
    ]

    operations = [
        migrations.RunPython(without_statistics, with_statistics),
    ]
