"""Can this storage hold a site? Asked by writing a file twice, reading it back, and removing it."""

from uuid import uuid4

from .files import StorageFailed, delete, put
from .site import Site

TEXTS = (b"A test from the newsroom.\n", b"A test from the newsroom, again.\n")


def probe(site: Site) -> None:
    """Raises StorageFailed, whose `__cause__` says why not."""
    path = f"newswire-test-{uuid4().hex}.txt"
    try:
        try:
            for text in TEXTS:
                put(site.storage, path, text, "text/plain; charset=utf-8")
            with site.storage.open(path) as file:
                if file.read() != TEXTS[-1]:
                    raise FileExistsError
        finally:
            delete(site.storage, path)
    except Exception as error:  # whatever a storage of a host's raises
        raise StorageFailed from error
