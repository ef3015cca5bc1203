from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_publisher", "0034_unchecked_sendings"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="waiting_since",
            field=models.DateTimeField(null=True),
        ),
    ]
