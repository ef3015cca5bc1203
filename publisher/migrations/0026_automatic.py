from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_publisher", "0025_unsent"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="automatic",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
