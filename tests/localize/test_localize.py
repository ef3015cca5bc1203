"""wagtail-localize must be in INSTALLED_APPS, so its stories run in a pytest of their own."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.process
@pytest.mark.skipif(
    importlib.util.find_spec("wagtail_localize") is None, reason="pip install wagtail-newswire[localize]"
)
def test_stories(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ds=localize.settings"]
    environment = {**os.environ, "NEWSWIRE_TEST_VAR": str(tmp_path)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [*command, str(HERE / "stories.py")],
        cwd=HERE.parents[1],
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert " passed" in done.stdout
