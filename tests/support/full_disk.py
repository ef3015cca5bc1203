"""A disk that is full: Linux's own device that always is."""

from pathlib import Path
from typing import Any


def full(storage: Any, name: str, content: Any) -> str:
    """In place of FileSystemStorage._save."""
    Path("/dev/full").write_bytes(b"x")
    raise AssertionError("/dev/full took something")
