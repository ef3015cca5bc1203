"""`python -m downstream` as it really runs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from downstream.app import LARGEST_BODY
from services.sender import SAMPLE_SECRET, post, sample
from services.waiting import PATIENCE

pytestmark = pytest.mark.process
DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Started without a secret; its first line says where it listens."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(DEPLOY),
        "DOWNSTREAM_DATABASE": str(tmp_path / "var" / "downstream.sqlite3"),
        "DOWNSTREAM_SECRET_FILE": str(tmp_path / "secret"),
    }
    command = [sys.executable, "-m", "downstream", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def url(server: subprocess.Popen[str]) -> str:
    assert server.stdout
    line = server.stdout.readline()
    assert line.startswith("Listening at http://127.0.0.1:"), line
    return line.split()[-1]


@pytest.fixture
def secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SAMPLE_SECRET)


def test_it_starts_without_a_secret_and_takes_one_when_it_comes(url: str, tmp_path: Path) -> None:
    assert requests.get(url, timeout=PATIENCE).status_code == 200
    refused = requests.post(f"{url}/hook", data=b"{}", timeout=PATIENCE)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    (tmp_path / "secret").write_text(SAMPLE_SECRET)
    answer = post(f"{url}/hook", sample("published.en"))
    assert answer.body["url"] == f"{url}/en/luxembourg-and-russia-plan-joint-space-research"
    assert requests.get(answer.body["url"], timeout=PATIENCE).status_code == 200


@pytest.mark.usefixtures("secret")
def test_many_posts_at_once_are_all_kept(url: str, make: Callable[..., dict[str, Any]]) -> None:
    bodies = [make(number, version=version) for version in (2, 1, 3) for number in range(30)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: post(f"{url}/hook", body), bodies))
    assert {answer.status for answer in answers} == {200}
    held = requests.get(f"{url}/held?lang=en", timeout=PATIENCE).json()
    assert [article["version"] for article in held] == [3] * 30


@pytest.mark.usefixtures("secret")
def test_a_body_that_is_too_large_is_refused_and_the_next_is_taken(url: str) -> None:
    with requests.Session() as session:
        refused = session.post(f"{url}/hook", data=b" " * (LARGEST_BODY + 1), timeout=PATIENCE)
        assert refused.status_code == 413
    assert post(f"{url}/hook", sample("published.en")).status == 200


@pytest.mark.usefixtures("secret")
def test_a_body_without_a_length_is_read_to_its_end_or_its_limit(url: str) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        for _ in range(count):
            yield b" " * 65536

    assert requests.post(f"{url}/hook", data=chunks(3), timeout=PATIENCE).status_code == 400
    refused = requests.post(f"{url}/hook", data=chunks(LARGEST_BODY // 65536 + 1), timeout=PATIENCE)
    assert refused.status_code == 413


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "terminate"])
@pytest.mark.usefixtures("secret")
def test_it_stops_cleanly(server: subprocess.Popen[str], url: str, sign: signal.Signals) -> None:
    # An idle connection, as a sender keeps it, must not hold the site up.
    with requests.Session() as session:
        assert session.get(url, timeout=PATIENCE).status_code == 200
        server.send_signal(sign)
        assert server.wait(PATIENCE) == 0  # while the connection stands
    assert server.stdout
    assert "Traceback" not in server.stdout.read()


def test_a_busy_port_is_said(url: str, tmp_path: Path) -> None:
    port = url.rpartition(":")[2]
    environment = {**os.environ, "PYTHONPATH": str(DEPLOY), "DOWNSTREAM_DATABASE": str(tmp_path / "other")}
    command = [sys.executable, "-m", "downstream", "--port", port]
    second = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert second.returncode != 0
    assert f"Connection in use: ('127.0.0.1', {port})" in second.stderr
