from django.db import migrations, models


class Migration(migrations.Migration):
    """What is kept no longer goes with its row: nothing ever wrote a null."""

    dependencies = [
        ("newswire_publisher", "0042_unread"),
    ]

    operations = [
        migrations.AlterField("payload", "packed", models.BinaryField()),
    ]
