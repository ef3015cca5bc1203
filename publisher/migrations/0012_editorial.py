import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("newswire_publisher", "0011_alarms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Embargo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_id", models.BigIntegerField(unique=True)),
                ("until", models.DateTimeField()),
                ("ahead", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="intent",
            options={
                "default_permissions": (),
                "permissions": [
                    ("publish_correction", "Can publish as a correction"),
                    ("publish_small_fix", "Can publish as a small fix"),
                    ("set_embargo", "Can set and lift an embargo"),
                    ("take_down", "Can take down everywhere"),
                    ("restore", "Can restore what was taken down"),
                ],
            },
        ),
    ]
