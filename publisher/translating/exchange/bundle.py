"""Several pages at once: out as an archive, and back all of them or none."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale

from newswire.publisher.translating.refusal import Refused

from . import hostile
from .arrival import Arrival, arrival
from .collect import collect
from .deliver import deliver
from .formats import FORMATS, read


def named(page: Any, locale: Locale, name: str, with_draft: bool = True) -> tuple[str, bytes]:
    """One page's file in the format of that name; `with_draft` as in `collect`. Raises Refused."""
    chosen = FORMATS[name]
    sheet = collect(page, locale, with_draft)
    title = slugify(page.slug or sheet.title)[:60]
    return f"{title}-{page.pk}.{locale.language_code}.{chosen.extension}", chosen.write(sheet)


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files:
            bundle.writestr(name, content)
    return packed.getvalue()


def arrivals(content: bytes) -> list[Arrival]:
    """What a file or an archive of files brings. Raises Refused, which names the file of an archive."""
    found: list[Arrival] = []
    for name, inner in hostile.files(content):
        try:
            found += map(arrival, read(inner))
        except Refused as refused:
            raise Refused(f"{name[:100]}: {refused}" if name else str(refused)) from refused
    return found


def deliver_all(found: Sequence[Arrival], user: Any, seen: Sequence[int | None] = ()) -> list[Any]:
    """Writes all drafts, or none. `seen` as in `deliver`, one for each. Raises Refused."""
    with transaction.atomic():
        looked = [*seen, *[None] * (len(found) - len(seen))]
        return [deliver(one, user, was) for one, was in zip(found, looked, strict=True)]
