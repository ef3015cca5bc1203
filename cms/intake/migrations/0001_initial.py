import uuid

import django.db.models.deletion
import django.utils.timezone
import swapper
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        swapper.dependency("wagtailcore", "Page"),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="name in the address")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("draft", "As drafts, for an editor to publish"),
                            ("live", "Published at once"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="articles come",
                    ),
                ),
                ("active", models.BooleanField(default=True, verbose_name="on")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "section",
                    models.ForeignKey(
                        help_text="Articles in other languages go below its versions in those languages.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=swapper.get_model_name("wagtailcore", "Page"),
                        verbose_name="section",
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming site",
                "verbose_name_plural": "incoming sites",
            },
        ),
        migrations.CreateModel(
            name="IncomingSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("v1", "v1"), ("v1a", "v1a")], default="v1", max_length=3),
                ),
                ("key_id", models.CharField(max_length=40)),
                ("sealed", models.BinaryField()),
                ("public", models.CharField(blank=True, max_length=100)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(null=True)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secrets",
                        to="newswire_intake.incomingsite",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IncomingArticle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4)),
                ("set_id", models.UUIDField(null=True)),
                ("version", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("lang", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("data", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("followed", models.BigIntegerField(default=-1)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("published", models.BooleanField(default=False)),
                ("waits", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=swapper.get_model_name("wagtailcore", "Page"),
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="newswire_intake.incomingsite",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("followed__lt", models.F("version"))),
                        fields=["due_at"],
                        name="newswire_incoming_due",
                    ),
                    models.Index(fields=["site", "-received_at"], name="newswire_incoming_log"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "uuid"), name="newswire_incoming_one")
                ],
            },
        ),
    ]
