"""What stands in a folder."""

from pathlib import Path


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(root: Path) -> dict[Path, tuple[int, int]]:
    """Which file stands where, and since when."""
    return {path: ((found := path.stat()).st_ino, found.st_mtime_ns) for path in root.rglob("*")}
