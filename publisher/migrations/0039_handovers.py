import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_publisher", "0038_failed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.CharField(max_length=16)),
                ("version", models.BigIntegerField()),
                ("withdrawal", models.BooleanField()),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Take down"),
                            (10, "Fresh"),
                            (15, "One of very many that changed at once"),
                            (20, "Follows another page"),
                            (30, "Send existing"),
                        ]
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("size", models.PositiveSmallIntegerField()),
                ("deliveries", models.TextField()),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="newswire_publisher.event",
                    ),
                ),
                (
                    "payload",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="newswire_publisher.payload",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="newswire_publisher.publication",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
