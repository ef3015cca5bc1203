"""A page's pictures: read from the newsroom's own storage, kept by what they hold.

Only pictures that Wagtail knows: whatever else lies among the uploads is no business of a public site.
An SVG stays where it is, since it may hold a script; so does a picture of somebody else's.
"""

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import FileField, Model
from wagtail.images import get_image_model

from newswire.publisher.models import StaticFile, StaticPage
from newswire.publisher.profiles.parts import is_uri

from . import localise
from .files import Files, Wanted
from .references import refer

TYPES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"})
MOST_BYTES = 50 * 1024 * 1024


def bring(files: Files, page: StaticPage) -> None:
    """Writes the page's pictures, and notes in its row which file stands for which address.

    What it had before is not read again: a picture that is replaced has another address. Raises
    StorageFailed.
    """
    names = _names(page.data)
    known = {url: path for url, path in page.pictures.items() if url in names}
    there = files.known(known.values())
    found = {url: path for url, path in known.items() if path in there and there[path].digest}
    if missing := {url: name for url, name in names.items() if url not in found}:
        contents = _contents(set(missing.values()))
        wanted = {name: _wanted(name, content) for name, content in contents.items()}
        files.write(list({one.path: one for one in wanted.values()}.values()))
        found |= {url: wanted[name].path for url, name in missing.items() if name in wanted}
    if found != page.pictures:
        refer(page, set(found.values()), pictures=True)
        page.pictures = found
        page.save(update_fields=["pictures"])


def _names(data: Mapping[str, Any]) -> dict[str, str]:
    """The names of files that may be pictures of ours, by the address they have in the document."""
    admin = getattr(settings, "WAGTAILADMIN_BASE_URL", "") or ""
    hosts = {urlsplit(url).netloc for url in (admin, data["url"]) if is_uri(url)}
    prefixes = [prefix for prefix in {_prefix(storage) for storage, _, _ in _fields()} if prefix]
    found = {}
    for url in filter(is_uri, set(localise.pictures(data))):
        parts = urlsplit(url)
        if PurePosixPath(parts.path).suffix.lower() not in TYPES:
            continue
        for host, path in prefixes:
            if parts.netloc in ({host} if host else hosts) and parts.path.startswith(path):
                found[url] = unquote(parts.path.removeprefix(path))
    return found


def _prefix(storage: Storage) -> tuple[str, str] | None:
    """Host and path before a file's name in its address; the host is empty where it is the site's own."""
    try:
        parts = urlsplit(storage.url("name"))
    except NotImplementedError:
        return None
    return parts.netloc, parts.path.removesuffix("name")


def _contents(names: Iterable[str]) -> dict[str, bytes]:
    """What is in these files, as far as they are pictures and there."""
    found = {}
    for storage, model, field in _fields():
        known = model._default_manager.filter(**{f"{field}__in": list(names)}).values_list(field, flat=True)
        for name in set(known):
            if (content := _read(storage, name)) is not None:
                found[name] = content
    return found


def _fields() -> Sequence[tuple[Storage, type[Model], str]]:
    image = get_image_model()
    rendition = image.get_rendition_model()
    return [(_storage(model), model, "file") for model in (image, rendition)]


def _storage(model: type[Model]) -> Storage:
    field = model._meta.get_field("file")
    assert isinstance(field, FileField)
    return field.storage


def _read(storage: Storage, name: str) -> bytes | None:
    """None where it cannot be read: then it stays where it is."""
    try:
        with storage.open(name) as file:
            return None if file.size > MOST_BYTES else file.read()
    except Exception:  # whatever a storage of a host's raises for a file that is not there
        return None


def _wanted(name: str, content: bytes) -> Wanted:
    digest, suffix = hashlib.sha256(content).hexdigest(), PurePosixPath(name).suffix.lower()
    path = f"pictures/{digest[:2]}/{digest[:40]}{suffix}"
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return Wanted(path, StaticFile.Kind.PICTURE, content, content_type)
