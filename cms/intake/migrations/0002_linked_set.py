from typing import Any

from django.db import migrations, models
from django.db.models import F


def take_over(apps: Any, editor: Any) -> None:
    """What has come was linked by the sets that it has."""
    articles = apps.get_model("newswire_intake", "IncomingArticle").objects
    articles.filter(page__isnull=False).update(linked_set=F("set_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("newswire_intake", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="incomingarticle",
            name="linked_set",
            field=models.UUIDField(null=True),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
