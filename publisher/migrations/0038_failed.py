from django.db import migrations, models
from django.db.models import Q

from newswire.publisher.indexes import AddIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("newswire_publisher", "0037_states_uncounted"),
    ]

    operations = [
        AddIndex(
            "delivery",
            models.Index(
                fields=["-id"],
                condition=Q(state="parked") | (Q(state="queued") & ~Q(last_error="")),
                name="newswire_delivery_failed",
            ),
        ),
    ]
