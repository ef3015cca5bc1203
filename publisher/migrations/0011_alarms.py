import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newswire_publisher", "0010_reports")]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("failing", "Failing"),
                            ("paused", "Paused after errors"),
                            ("recovered", "Works again"),
                            ("disabled", "Switched off"),
                            ("takedown", "Takedown not confirmed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=100)),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newswire_publisher.channel",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newswire_publisher.job",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["due_at"],
                        name="newswire_alarm_due",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="event",
            name="channel",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="newswire_publisher.channel",
            ),
        ),
        migrations.RemoveField(model_name="payload", name="location"),
        migrations.AddField(model_name="counter", name="pruned_to", field=models.BigIntegerField(default=0)),
        migrations.AddField(
            model_name="publication", name="render_warnings", field=models.JSONField(default=list)
        ),
    ]
