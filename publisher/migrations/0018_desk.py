import django.db.models.deletion
import django.utils.timezone
import swapper
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Least


def take_over(apps, schema_editor):
    """What was read before stays read: else the first step would read every page anew."""
    publications = apps.get_model("newswire_publisher", "Publication").objects
    read = apps.get_model("newswire_publisher", "LiveText").objects.filter(page_id=OuterRef("page_id"))
    publications.filter(page_id__in=read.model.objects.values("page_id")).update(
        compared=Least(F("generation"), Subquery(read.values("generation")[:1]))
    )


def forget_texts(apps, schema_editor):
    """Backwards only: the column comes back without a default, so no row may be there. They are made anew."""
    apps.get_model("newswire_publisher", "LiveText").objects.all().delete()


def name_languages(apps, schema_editor):
    comparisons = apps.get_model("newswire_publisher", "Comparison").objects
    if comparisons.exists():
        # By name: a project may have a page model of its own, which this migration cannot depend on.
        page = swapper.load_model("wagtailcore", "Page")._meta.db_table
        schema_editor.execute(
            "UPDATE newswire_publisher_comparison SET locale_id = COALESCE((SELECT page.locale_id"  # noqa: S608
            f' FROM "{page}" AS page WHERE page.id = newswire_publisher_comparison.page_id), 0)'
        )


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_publisher", "0017_exchange"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("publication", "compared", models.BigIntegerField(default=0, db_default=0)),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField("livetext", "generation"),
        migrations.RunPython(migrations.RunPython.noop, forget_texts),
        migrations.AddIndex(
            "publication",
            models.Index(
                condition=Q(("generation__gt", F("compared"))),
                fields=["-captured_at"],
                name="newswire_publication_compare",
            ),
        ),
        migrations.AddField(
            "comparison", "locale_id", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.RunPython(name_languages, migrations.RunPython.noop),
        migrations.RemoveIndex("comparison", "newswire_comparison_source"),
        migrations.AddIndex(
            "comparison",
            models.Index(fields=["source_id", "locale_id"], name="newswire_comparison_version"),
        ),
        migrations.AddIndex(
            "livetext",
            models.Index(
                condition=Q(("is_source", True)), fields=["changed_at"], name="newswire_livetext_changed"
            ),
        ),
        migrations.AddIndex(
            "livetext", models.Index(fields=["locale_id", "is_source"], name="newswire_livetext_locale")
        ),
        migrations.CreateModel(
            "TranslatorNotice",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
    ]
