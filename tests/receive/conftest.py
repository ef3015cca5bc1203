"""The receivers of docs/receive.md, cut out of the page and run as they are printed."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from services.sender import SAMPLE_SECRET
from support import npm

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "receive.md"


def printed(name: str) -> str:
    """The code under `<!-- test: name -->`."""
    found = re.search(rf"<!-- test: {name} -->\n```\w+\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found, f"docs/receive.md has no block called {name}"
    return found[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], folder: Path, port: int, **settings: str) -> Iterator[str]:
    """The address of its hook, once the receiver answers. Raises where it ends before."""
    environment = {**os.environ, "NEWSWIRE_SECRET": SAMPLE_SECRET, "PORT": str(port), **settings}
    with subprocess.Popen(command, cwd=folder, env=environment) as process:
        try:
            wait_for(process, port)
            yield f"http://127.0.0.1:{port}/hook"
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the receiver ended with {process.returncode}"
        try:
            requests.get(f"http://127.0.0.1:{port}/", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the receiver did not start")


@pytest.fixture(scope="session")
def express_packages() -> Path:
    """A folder with Express and Standard Webhooks' package, installed once and kept."""
    return npm.packages("receive", "express@5", "standardwebhooks@1")


@pytest.fixture
def flask_hook(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "receive.py").write_text(printed("flask"))
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "receive", "run", "--port", str(port)]
    with running(command, tmp_path, port) as hook:
        yield hook


@pytest.fixture
def express_hook(express_packages: Path, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "receive.mjs").write_text(printed("express"))
    # Node looks for packages in the folders above the file's own.
    (tmp_path / "node_modules").symlink_to(express_packages / "node_modules")
    with running(["node", "receive.mjs"], tmp_path, free_port()) as hook:
        yield hook


@pytest.fixture(params=["flask", "express"])
def hook(request: pytest.FixtureRequest) -> str:
    """The address of each receiver in turn."""
    address: str = request.getfixturevalue(f"{request.param}_hook")
    return address
