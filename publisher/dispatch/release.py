"""Which code runs: a page that could not be rendered is tried again when that changes."""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path

from django.apps import apps
from django.template import engines

from newswire.publisher import conf

SOURCES = frozenset({".py", ".html"})
INSTALLED = frozenset({"site-packages", "dist-packages"})


def release() -> str:
    """NEWSWIRE_RELEASE, else a fingerprint of the project's code: at most 64 characters.

    Made of contents, not of times: machines that run the same release must agree, or each would
    retry what the other has given up for now.
    """
    return conf.get().release[:64] or _fingerprint()


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Once a process: the files of apps that lie in the project, the versions of what is installed."""
    found = hashlib.sha256()
    read = [each.metadata for each in distributions()]  # parsed anew each time
    for name in sorted({f"{metadata['Name']} {metadata['Version']}" for metadata in read}):
        found.update(name.encode())
    for folder in sorted(_folders()):
        for path in sorted(folder.rglob("*")):
            if path.suffix in SOURCES and path.is_file():
                found.update(str(path.relative_to(folder)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def _folders() -> Iterator[Path]:
    """Of the project's own apps and templates."""
    for config in apps.get_app_configs():
        if not INSTALLED & set(Path(config.path).parts):
            yield Path(config.path)
    for engine in engines.all():
        yield from (Path(folder) for folder in engine.dirs)
