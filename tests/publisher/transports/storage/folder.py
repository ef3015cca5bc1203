"""What is sent to a static site, and what then stands in its folder."""

from pathlib import Path

from support.batch_contract import sent

from newswire.publisher import transports
from newswire.publisher.transports.base import Destination, Outcome

STORAGE = transports.by_batch("storage")
IN_A_FOLDER = "django.core.files.storage.FileSystemStorage"


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(root: Path) -> dict[Path, tuple[int, int]]:
    """Which file stands where, and since when."""
    return {path: ((found := path.stat()).st_ino, found.st_mtime_ns) for path in root.rglob("*")}


def delivered(destination: Destination, *contents: bytes) -> list[str]:
    verdicts = sent(STORAGE, destination, *contents)
    assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * len(contents)
    return [one.url for one in verdicts if one]
