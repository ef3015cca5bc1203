"""The files of a static site, each replaced at once, and the rows that say what is there."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from newswire.publisher.models import StaticFile

from .site import Site

AT_ONCE = 8  # writes under way: an object store answers each after tens of milliseconds
IN_A_QUERY = 500  # SQLite takes no more than some thousand parameters
UNSURE = "?"  # a digest that no content has, of a file that is there

T = TypeVar("T")


class StorageFailed(Exception):
    """The storage did not take something, or gave nothing back; `__cause__` says why."""


def why(failure: StorageFailed) -> str:
    """Its kind and code alone: what a storage says may hold names and keys."""
    cause = failure.__cause__
    answer = getattr(cause, "response", None)  # as botocore has it, without needing it
    code = (
        answer.get("Error", {}).get("Code", "") if isinstance(answer, dict) else getattr(cause, "errno", "")
    )
    return f"{type(cause).__name__} {code or ''}".strip()[:500]


@dataclass(frozen=True)
class Wanted:
    """One file as it should be."""

    path: str
    kind: StaticFile.Kind
    content: bytes = field(repr=False)
    content_type: str
    recipe: str = ""
    page_id: int | None = None
    stale_at: datetime | None = None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Files:
    """What a site's storage holds. A file's row is there before the file, and goes after it: none is lost."""

    def __init__(self, site: Site) -> None:
        self._storage = site.storage
        self._rows = StaticFile.objects.filter(channel=site.channel_id)
        self._channel_id = site.channel_id

    def known(self, paths: Iterable[str]) -> dict[str, StaticFile]:
        """By path, those that there may be."""
        return {row.path: row for part in parts(set(paths)) for row in self._rows.filter(path__in=part)}

    def fresh(self, recipes: dict[str, str]) -> set[str]:
        """Those of these paths whose file is there, and was made from the same."""
        found = self.known(recipes)
        return {path for path, row in found.items() if row.digest and row.recipe == recipes[path]}

    def write(self, wanted: Sequence[Wanted]) -> int:
        """Makes these files so; how many had to be written. Raises StorageFailed when all were tried."""
        rows = self.known(one.path for one in wanted)
        missing = [self._new(one) for one in wanted if one.path not in rows]
        StaticFile.objects.bulk_create(missing)
        rows |= {row.path: row for row in missing}
        changed = [one for one in wanted if rows[one.path].digest != one.digest]
        self._doubt([rows[one.path].pk for one in changed if rows[one.path].digest])
        failures = dict(zip((one.path for one in changed), self._each(self._put, changed), strict=True))
        self._note([one for one in wanted if failures.get(one.path) is None], rows)
        _raise(failures.values())
        return len(changed)

    def remove(self, rows: Sequence[StaticFile]) -> int:
        """Raises StorageFailed when all were tried."""
        failures = self._each(self._delete, [row.path for row in rows])
        gone = [row.pk for row, failure in zip(rows, failures, strict=True) if failure is None]
        for part in parts(gone):
            self._rows.filter(pk__in=part).delete()
        _raise(failures)
        return len(gone)

    def _new(self, one: Wanted) -> StaticFile:
        return StaticFile(channel_id=self._channel_id, path=one.path, kind=one.kind, page_id=one.page_id)

    def _doubt(self, ids: Sequence[int]) -> None:
        """A lost worker leaves them old or new: whatever is wanted of them next is written."""
        for part in parts(ids):
            self._rows.filter(pk__in=part).update(digest=UNSURE, recipe="")

    def _note(self, written: Sequence[Wanted], rows: dict[str, StaticFile]) -> None:
        for one in written:
            row = rows[one.path]
            row.digest, row.recipe, row.kind, row.page_id = one.digest, one.recipe, one.kind, one.page_id
            row.stale_at = one.stale_at
        fields = ["digest", "recipe", "kind", "page", "stale_at"]
        StaticFile.objects.bulk_update([rows[one.path] for one in written], fields, batch_size=100)

    def _each(self, work: Callable[[T], None], things: Sequence[T]) -> list[Exception | None]:
        """What each raised. No thread touches the database."""
        if len(things) < 2:
            return [_tried(work, one) for one in things]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda one: _tried(work, one), things))

    def _put(self, one: Wanted) -> None:
        put(self._storage, one.path, one.content, one.content_type)

    def _delete(self, path: str) -> None:
        delete(self._storage, path)


def put(storage: Storage, path: str, content: bytes, content_type: str) -> None:
    """Whoever reads meanwhile gets the whole old file or the whole new one.

    Raises FileExistsError where the storage does not replace what it has.
    """
    if isinstance(storage, FileSystemStorage):
        _put_file(storage, path, content)
        return
    file = ContentFile(content)
    file.content_type = content_type  # type: ignore[attr-defined]  # object stores look for it
    saved = storage.save(path, file)
    if saved != path:
        storage.delete(saved)
        raise FileExistsError


def delete(storage: Storage, path: str) -> None:
    """With the folders that are empty without it, where there are folders."""
    storage.delete(path)
    if isinstance(storage, FileSystemStorage):
        root = Path(storage.location)
        _beside(Path(storage.path(path))).unlink(missing_ok=True)
        with suppress(OSError):  # not empty, or gone already
            for folder in Path(storage.path(path)).parents:
                if folder == root:
                    break
                folder.rmdir()


def _put_file(storage: FileSystemStorage, path: str, content: bytes) -> None:
    """Beside its place first, then renamed: Django's own `save` would be read while it is written.

    What a killed process left beside it is written over: a site has one writer at a time.
    """
    target = Path(storage.path(path))
    target.parent.mkdir(mode=storage.directory_permissions_mode or 0o777, parents=True, exist_ok=True)
    beside = _beside(target)
    beside.write_bytes(content)
    if storage.file_permissions_mode is not None:
        beside.chmod(storage.file_permissions_mode)
    beside.replace(target)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _tried(work: Callable[[T], None], one: T) -> Exception | None:
    try:
        work(one)
    except Exception as error:  # whatever a storage of a host's raises
        return error
    return None


def _raise(failures: Iterable[Exception | None]) -> None:
    if first := next((one for one in failures if one is not None), None):
        raise StorageFailed from first


def parts(things: Collection[T]) -> Iterable[list[T]]:
    listed = list(things)
    return (listed[start : start + IN_A_QUERY] for start in range(0, len(listed), IN_A_QUERY))
