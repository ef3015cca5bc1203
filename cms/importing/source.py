"""Opens what an import is given: an address or a file, a feed or a WordPress export."""

from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from newswire.cms.importing.feeds import LARGEST, read_feed
from newswire.cms.importing.fetch import FetchError, fetch
from newswire.cms.importing.items import ImportProblem, Item
from newswire.cms.importing.wordpress import read_wordpress

BEGINNING = 20_000  # bytes in which an export names its namespace
WORDPRESS = b"wordpress.org/export/"


def items(source: str, trusted: Collection[str] = ()) -> Iterator[Item]:
    """Raises ImportProblem for a source that cannot be read."""
    if urlsplit(source).scheme in {"http", "https"}:
        yield from _of_address(source, trusted)
        return
    path = Path(source)
    try:
        with path.open("rb") as file:
            beginning = file.read(BEGINNING)
            if WORDPRESS in beginning:
                yield from read_wordpress(path)
            else:
                yield from read_feed(beginning + file.read(LARGEST))
    except OSError as error:
        raise ImportProblem(f"{source} cannot be read: {error.strerror or error}") from error


def _of_address(address: str, trusted: Collection[str]) -> Iterator[Item]:
    try:
        fetched = fetch(address, LARGEST, trusted)
    except FetchError as error:
        raise ImportProblem(f"{address} cannot be read: {error}") from error
    yield from read_feed(fetched.data, fetched.url)
