import django.db.models.deletion
from django.db import migrations, models

# No check by the database any more: see publisher/models/deliveries.py. Alone, so that it waits for the locks
# of two tables and not of three.


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_publisher", "0032_certificates"),
    ]

    operations = [
        migrations.AlterField(
            model_name="copy",
            name="publication",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="copies",
                to="newswire_publisher.publication",
            ),
        ),
    ]
