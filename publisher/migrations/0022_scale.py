import django.db.models.functions.comparison
from django.db import migrations, models

from newswire.publisher.indexes import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0021_machine_translation"),
    ]

    operations = [
        AddIndex(
            "publication",
            models.Index(
                django.db.models.functions.comparison.Coalesce("audited_at", "announced_at"),
                condition=models.Q(("state", "live"), ("version__gt", 0)),
                name="newswire_publication_looked_at",
            ),
        ),
        RemoveIndex("publication", "newswire_publication_audit"),
        AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("state__in", ["superseded", "cancelled"])),
                fields=["state", "-id"],
                name="newswire_delivery_ended",
            ),
        ),
        AddIndex("event", models.Index(fields=["lang"], name="newswire_event_lang")),
    ]
