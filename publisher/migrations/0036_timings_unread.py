from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# No condition reads the steps of an attempt, and comparing a sample of them as JSON, to have statistics of
# them, took PostgreSQL four times as long as all other columns of the table. Keeps no reader or writer out.
WITHOUT = "ALTER TABLE newswire_publisher_attempt ALTER COLUMN timings SET STATISTICS 0"
USUAL = "ALTER TABLE newswire_publisher_attempt ALTER COLUMN timings SET STATISTICS -1"


def without_statistics(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(WITHOUT)


def with_statistics(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(USUAL)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0035_waiting_since"),
    ]

    operations = [
        migrations.RunPython(without_statistics, with_statistics),
    ]
