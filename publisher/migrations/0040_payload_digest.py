from django.db import migrations

from newswire.publisher.indexes import RemoveIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0039_handovers"),
    ]

    operations = [
        RemoveIndex("payload", "newswire_payload_digest"),
    ]
