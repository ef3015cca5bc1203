"""A keeper with a real service, Valkey, and a real supervisor's death."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from demo.place import DEPLOY, Place
from demo.ports import is_free
from demo.waiting import until
from services.processes import processes_of
from services.waiting import PATIENCE

pytestmark = pytest.mark.process
HOLDER = """
import sys
from pathlib import Path
from demo import lock
held = lock.hold(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place(var: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(DEPLOY))
    return Place.choose(var, anywhere=True)


@pytest.fixture
def supervisor(place: Place) -> Iterator[subprocess.Popen[str]]:
    """Somebody who has the demo's lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place.var)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def keeper(place: Place, supervisor: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "demo.keeper", "valkey"],
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            until("Valkey answers", lambda: server_id(place), PATIENCE)
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def server_id(place: Place) -> int | None:
    try:
        return int(redis.Redis(port=place.valkey, socket_timeout=2).info("server")["process_id"])
    except (redis.ConnectionError, redis.TimeoutError):
        return None


def test_what_dies_is_started_again(place: Place, keeper: subprocess.Popen[str]) -> None:
    before = server_id(place)
    assert before
    os.kill(before, signal.SIGKILL)
    after = until("Valkey is back", lambda: server_id(place), PATIENCE)
    assert after != before
    keeper.terminate()
    assert "WARNING valkey ended (SIGKILL) and is started again." in keeper.communicate(timeout=PATIENCE)[0]


def test_told_to_stop_it_ends_its_service(place: Place, keeper: subprocess.Popen[str]) -> None:
    keeper.terminate()
    assert keeper.wait(PATIENCE) == 0
    assert server_id(place) is None


def test_a_killed_supervisor_leaves_nothing_behind(
    place: Place, supervisor: subprocess.Popen[str], keeper: subprocess.Popen[str]
) -> None:
    # Not waited for: until then it is a zombie, which a look at its process id would take for alive.
    os.kill(supervisor.pid, signal.SIGKILL)
    until("the keeper has ended", lambda: keeper.poll() is not None, PATIENCE)
    assert server_id(place) is None
    assert is_free(place.valkey or 0)


def test_a_service_that_cannot_start_is_given_up(place: Place, supervisor: subprocess.Popen[str]) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", place.valkey))
        squatter.listen()
        done = subprocess.run(
            [sys.executable, "-m", "demo.keeper", "valkey"],
            env=place.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert done.returncode != 0
    assert "ERROR valkey ended 5 times as soon as it was started." in done.stdout
    assert not processes_of(place.var)
