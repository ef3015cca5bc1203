from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_cms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Imported",
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
                        choices=[("article", "Article"), ("picture", "Picture"), ("set", "Set")],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("origin", models.TextField()),
                ("object_id", models.CharField(max_length=64)),
                ("address_digest", models.CharField(blank=True, db_index=True, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "digest"), name="newswire_imported_once")
                ],
            },
        ),
    ]
