"""Credits read from the file of every image that is uploaded, in whatever way."""

from dataclasses import asdict
from typing import Any

from django.db.models.signals import post_save
from wagtail.images import get_image_model

from newswire.cms.credits.metadata.file import read_credit
from newswire.cms.credits.models import PictureCredit


def connect() -> None:
    """Called when all apps are ready. A signal and not the form: API, import and shell upload too."""
    post_save.connect(_read_new, sender=get_image_model(), dispatch_uid="newswire_cms.credits.upload")


def _read_new(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        read_from_file(instance)


def read_from_file(image: Any) -> None:
    """Keeps what the image's file says of its credit; what somebody typed is never overwritten."""
    record = PictureCredit.objects.filter(image=image).first()
    if record and not record.from_file:
        return
    try:
        with image.open_file() as file:
            found = read_credit(file)
    except OSError:  # the file is gone or cannot be reached: there is nothing to read
        return
    if found:
        PictureCredit.objects.update_or_create(image=image, defaults=asdict(found) | {"from_file": True})
    elif record:
        record.delete()
