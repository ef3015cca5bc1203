from django.db import migrations, models

from newswire.publisher.indexes import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0024_hub"),
    ]

    operations = [
        AddIndex(
            "delivery",
            models.Index(
                condition=models.Q(("state__in", ["parked", "superseded", "cancelled"])),
                fields=["state", "-id"],
                name="newswire_delivery_unsent",
            ),
        ),
        RemoveIndex("delivery", "newswire_delivery_ended"),
    ]
