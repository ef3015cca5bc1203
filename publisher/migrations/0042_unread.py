from django.db import migrations, models


class Migration(migrations.Migration):
    """Columns that were written and never read: other rows, or a page's history, say the same."""

    dependencies = [
        ("newswire_publisher", "0041_handover_leases"),
    ]

    operations = [
        migrations.RemoveField("channeltoken", "label"),
        migrations.RemoveField("embargo", "actor"),
        migrations.RemoveField("embargo", "set_at"),
        migrations.RemoveField("lane", "opened_at"),
        migrations.RemoveField("publication", "first_announced_at"),
        # Defaults for the way back alone: without one neither could come back where there are rows.
        migrations.AlterField("handover", "size", models.PositiveSmallIntegerField(db_default=0)),
        migrations.RemoveField("handover", "size"),
        migrations.AlterField("payload", "digest", models.CharField(max_length=64, db_default="")),
        migrations.RemoveField("payload", "digest"),
    ]
