"""Running parts of deploy/ as their own processes, in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from demo.place import DEPLOY
from services.processes import processes_of

SITE = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "PYTHONPATH": str(DEPLOY)}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A demo's folder. Whatever still runs from it at the end is a failure, and is ended."""
    folder = tmp_path / "var"
    folder.mkdir()
    yield folder
    left = processes_of(folder)
    for pid in left:
        os.kill(pid, 9)
    assert not left


@pytest.fixture
def configured(var: Path) -> Run:
    """Runs Python code with the reference site's settings and these names in its environment, no others."""

    def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code],
            env={"PATH": os.environ["PATH"], "NEWSWIRE_VAR": str(var), **SITE, **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def site(configured: Run) -> Run:
    """The same inside the site: its apps are set up before, which takes three seconds of a processor."""

    def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return configured(f"import django; django.setup()\n{code}", **environment)

    return run
