"""The same sources give the same bytes, whenever and wherever they are built."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Copied once: browser tests may draw the docs' pictures anew meanwhile."""
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and not name.startswith("tests/"):
            (tmp_path / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, tmp_path / "sources" / name)
    return tmp_path / "sources"


def build(sources: Path, place: Path, zone: str) -> dict[str, str]:
    """Digests of wheel and sdist, built from a copy of its own: its files are newer, its clock is another."""
    source = place / "source"
    shutil.copytree(sources, source, copy_function=shutil.copyfile)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), str(source)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600", "TZ": zone},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    packages = [*place.glob("*.whl"), *place.glob("*.tar.gz")]
    assert len(packages) == 2
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in packages}


def test_wheel_and_sdist_are_reproducible(sources: Path, tmp_path: Path) -> None:
    assert build(sources, tmp_path / "one", "UTC") == build(sources, tmp_path / "another", "Asia/Tokyo")
    [wheel] = (tmp_path / "one").glob("*.whl")
    catalogues = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/django.mo")]
    assert len(catalogues) == len([*ROOT.glob("*/locale/*/LC_MESSAGES/django.po")])
