"""What is in the wheel: everything an installed site needs, nothing of the tests."""

import zipfile
from pathlib import Path

import pytest

from .project import ROOT

pytestmark = pytest.mark.stranger


def test_the_wheel_holds_the_apps_whole(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for app in ("blocks", "cms", "publisher"):
        for path in (ROOT / app).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
                assert f"newswire/{path.relative_to(ROOT)}" in packed


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"newswire"}


def test_the_wheel_has_compiled_translations(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    for app in ("blocks", "cms", "publisher"):
        for language in ("fr", "de"):
            assert f"newswire/{app}/locale/{language}/LC_MESSAGES/django.mo" in packed
