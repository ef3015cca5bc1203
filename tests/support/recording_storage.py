"""A storage in memory that replaces what it has, as object stores do, and is looked at after each write."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage


class RecordingStorage(Storage):
    """`files` and `types` by name; `writes`: names as they were written; `look` runs after each change."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.writes: list[str] = []
        self.look: Callable[[], None] = lambda: None
        self.fails: Callable[[str], bool] = lambda name: False
        self._lock = Lock()

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        return name in self.files

    def delete(self, name: str) -> None:
        with self._lock:
            self.files.pop(name, None)
            self.look()

    def _open(self, name: str, mode: str = "rb") -> File:
        if name not in self.files:
            raise FileNotFoundError(name)
        return ContentFile(self.files[name])

    def _save(self, name: str, content: Any) -> str:
        if self.fails(name):
            raise PermissionError(13, "secret")
        with self._lock:
            self.files[name] = content.read()
            self.types[name] = content.content_type
            self.writes.append(name)
            self.look()
        return name
