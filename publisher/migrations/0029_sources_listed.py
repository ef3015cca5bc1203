from django.db import migrations, models
from django.db.models import Q

from newswire.publisher.indexes import AddIndex, RemoveIndex


class Migration(migrations.Migration):
    """All in the key: SQLite has no other columns in an index, and warned each time that it migrated."""

    atomic = False

    dependencies = [
        ("newswire_publisher", "0028_sources"),
    ]

    operations = [
        AddIndex(
            "livetext",
            models.Index(
                fields=[
                    "-first_published_at",
                    "-page_id",
                    "set_key",
                    "locale_id",
                    "digest",
                    "head_digest",
                ],
                condition=Q(is_source=True),
                name="newswire_livetext_listed",
            ),
        ),
        RemoveIndex("livetext", "newswire_livetext_sources"),
    ]
