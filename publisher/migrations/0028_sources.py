from django.db import migrations, models
from django.db.models import Q

from newswire.publisher.indexes import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0027_static_site_sections"),
    ]

    operations = [
        AddIndex(
            "livetext",
            models.Index(
                fields=["-first_published_at", "-page_id"],
                condition=Q(is_source=True),
                include=["set_key", "locale_id", "digest", "head_digest"],
                name="newswire_livetext_sources",
            ),
        ),
        RemoveIndex("livetext", "newswire_livetext_newest"),
    ]
