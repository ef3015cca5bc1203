"""The same sources give the same bytes, whenever and wherever they are built."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build(place: Path) -> dict[str, str]:
    """Digests of wheel and sdist, built from a copy of its own."""
    source = place / "source"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in tracked.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, source / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), str(source)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    packages = [*place.glob("*.whl"), *place.glob("*.tar.gz")]
    assert len(packages) == 2
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in packages}


def test_wheel_and_sdist_are_reproducible(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "another").mkdir()
    assert build(tmp_path / "one") == build(tmp_path / "another")
    [wheel] = (tmp_path / "one").glob("*.whl")
    catalogues = [name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/django.mo")]
    assert len(catalogues) == len([*ROOT.glob("*/locale/*/LC_MESSAGES/django.po")])
