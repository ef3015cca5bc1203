"""Pictures stay at their addresses for a time after their file was replaced (docs/receive.md).

Wagtail deletes what it made of the old file at once. A site that shows it by its address would have a gap
until it has stored the new version; a reader's feed for good. What is deleted with its picture goes at
once, as in Wagtail. So does the file that was uploaded: an SVG or a GIF is sent as it is, and is not kept.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import pre_delete
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from . import conf, stopping
from .models import KeptPicture

logger = logging.getLogger(__name__)

NO_FILE = ".kept"  # ends no file's name
STEP = 20  # files between two looks at the clock
PAUSE = timedelta(days=1)  # before one that its storage did not delete is tried again
AT_ONCE = 5.0  # seconds of a takedown's request


def connect() -> None:
    """Called once, from the app's `ready()`."""
    renditions = get_image_model().get_rendition_model()
    pre_delete.connect(keep, sender=renditions, dispatch_uid="newswire.kept_pictures")


def keep(instance: Any, origin: Any, **kwargs: Any) -> None:
    """`pre_delete` of a rendition, in the transaction that deletes it; not where its picture is deleted.

    Once the transaction has ended, Wagtail deletes the file that the row names: it is made to name none.
    """
    days = conf.get().keep_pictures_days
    replaced = isinstance(instance, origin.model if isinstance(origin, QuerySet) else type(origin))
    if not days or not replaced:
        return
    until = timezone.now() + timedelta(days=days)
    KeptPicture.objects.create(image_id=str(instance.image_id), name=instance.file.name, until=until)
    instance.file.name += NO_FILE


def forget(page_ids: Iterable[int]) -> None:
    """What these pages show is kept no longer: they are taken down. Deletes it after the commit."""
    page_type = ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))
    shown = ReferenceIndex.objects.filter(
        base_content_type=page_type,
        object_id__in=[str(page_id) for page_id in page_ids],
        to_content_type=ContentType.objects.get_for_model(get_image_model()),
    )
    kept = KeptPicture.objects.filter(image_id__in=list(shown.values_list("to_object_id", flat=True)))
    if kept.update(until=timezone.now()):
        transaction.on_commit(partial(drop, AT_ONCE), robust=True)


def drop(seconds: float) -> int:
    """Deletes the files whose time is over, for about so long; how many."""
    deadline, count = time.monotonic() + seconds, 0
    due = KeptPicture.objects.filter(until__lte=timezone.now()).order_by("pk")
    while time.monotonic() < deadline and not stopping.is_set() and (rows := list(due[:STEP])):
        count += _delete(rows)
    return count


def _delete(rows: Sequence[KeptPicture]) -> int:
    """Those that their storage could delete, or that need not be: how many."""
    renditions = get_image_model().get_rendition_model()
    storage = renditions._meta.get_field("file").storage
    # A file made since may have got the name, where the kept one was gone.
    made = renditions.objects.filter(file__in=[row.name for row in rows])
    names, late = set(made.values_list("file", flat=True)), []
    for row in rows:
        try:
            if row.name not in names:
                storage.delete(row.name)
        except Exception as error:  # whatever a storage raises
            logger.warning("%s is not deleted yet: %s", row.name, type(error).__name__)
            late.append(row.pk)
    KeptPicture.objects.filter(pk__in=late).update(until=timezone.now() + PAUSE)
    done = {row.pk for row in rows} - set(late)
    KeptPicture.objects.filter(pk__in=done).delete()
    return len(done)
