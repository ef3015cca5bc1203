"""Tests in a site with wagtail-localize, which must be in INSTALLED_APPS: in a pytest of their own."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

IS_THERE = importlib.util.find_spec("wagtail_localize") is not None
needs_localize = pytest.mark.skipif(not IS_THERE, reason="pip install wagtail-newswire[localize]")


def run_with_localize(tests: Path, var: Path) -> None:
    """Fails where they do, with what they printed. `var`: an empty folder for their files."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds=localize.settings"]
    environment = {**os.environ, "NEWSWIRE_TEST_VAR": str(var)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [*command, str(tests)],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        timeout=840,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
