"""Pictures of an import: each downloaded once, checked as an upload is, with what its source says."""

import re
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from newswire.cms.credits.readable import refuse_unreadable
from newswire.cms.importing.fetch import FetchError, fetch
from newswire.cms.importing.items import Picture
from newswire.cms.models import Imported, PictureCredit

LARGEST = 50 * 1024 * 1024  # bytes of one file
NUMBER = re.compile(r"\bwp-image-(\d+)\b")


class Pictures:
    """Finds or fetches images; what could not be had is noted in `left_out`, and is no failure."""

    def __init__(self, trusted: Collection[str]) -> None:
        self._trusted = trusted
        self.left_out: list[str] = []
        self.without_alt = 0

    def get(self, picture: Picture) -> Any | None:
        """The image that came of this address, before or now."""
        if image := self.known(picture):
            return image
        try:
            image = self._fetched(picture)
        except (FetchError, ValidationError, OSError) as error:
            reason = "; ".join(getattr(error, "messages", [str(error)]))
            self.left_out.append(f"{picture.url}: {reason}")
            return None
        Imported.remember(Imported.Kind.PICTURE, picture.url, image.pk)
        return image

    def known(self, picture: Picture) -> Any | None:
        """The image that came of this address before; fetches nothing."""
        known = Imported.find(Imported.Kind.PICTURE, picture.url)
        return get_image_model().objects.filter(pk=known).first() if known else None

    def _fetched(self, picture: Picture) -> Any:
        model = get_image_model()
        fetched = fetch(picture.url, LARGEST, self._trusted)
        name = _file_name(fetched.url, fetched.data)
        field = WagtailImageField()
        refuse_unreadable(field)
        file = field.clean(SimpleUploadedFile(name, fetched.data))
        title = PurePosixPath(name).stem.replace("-", " ").replace("_", " ")
        image = model(title=title[:255], file=file)
        image._set_image_file_metadata()
        image.save()
        if picture.credit:
            PictureCredit.objects.get_or_create(image=image, defaults={"text": picture.credit[:500]})
        return image

    def placed(self, picture: Picture) -> dict[str, Any] | None:
        """An image block's value; None where the image could not be had."""
        image = self.get(picture)
        if image is None:
            return None
        self.without_alt += not picture.alt
        return {"image": image, "alt_text": picture.alt[:500], "caption": picture.caption[:500]}


def picture_of(element: Any, caption: str, attachments: Mapping[str, Picture], base: str) -> Picture | None:
    """What an `img` of a text shows: its WordPress original, else its address."""
    number = NUMBER.search(element.get("class", ""))
    original = attachments.get(number[1]) if number else None
    alt, own_caption = element.get("alt", "").strip(), caption
    if original:
        return Picture(original.url, alt or original.alt, own_caption or original.caption)
    address = urljoin(base, element.get("src", ""))
    return Picture(address, alt, own_caption) if address.startswith(("http://", "https://")) else None


def _file_name(url: str, data: bytes) -> str:
    """The name in the address, with an extension that the data warrants where the address has none."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "picture"
    if PurePosixPath(name).suffix:
        return name[-100:]
    try:
        with Pillow.open(BytesIO(data)) as image:
            return f"{name[-90:]}.{(image.format or 'jpeg').lower()}"
    except Exception:  # not a picture: the upload's own check says so
        return name[-100:]
