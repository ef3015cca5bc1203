from django.db import migrations, models

from newswire.publisher.indexes import AddIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0040_payload_digest"),
    ]

    operations = [
        migrations.AddField("handover", "leased_until", models.DateTimeField(null=True)),
        AddIndex("handover", models.Index(fields=["until"], name="newswire_handover_until")),
    ]
