from collections.abc import Iterator
from pathlib import Path

import pytest

from .project import build_wheel, make_environment


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def stranger_python(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    return make_environment(tmp_path_factory.mktemp("stranger") / "venv", wheel)


@pytest.fixture
def processes() -> Iterator[list]:
    """Processes to be ended, each with its whole group, whatever the test did."""
    import os
    import signal

    running: list = []
    yield running
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    for process in running:
        try:
            process.wait(60)
        except Exception:
            os.killpg(process.pid, signal.SIGKILL)
