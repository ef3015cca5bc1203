"""`make demo` as a person meets it: it comes up, is stopped, comes up again, is killed."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from demo.downstream_site import Shown
from demo.place import DEPLOY
from demo.ports import is_free
from demo.waiting import until
from services.processes import processes_of

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]
COMES_UP = 240  # seconds, on a busy machine
ENDS = 60


class Demo:
    def __init__(self, var: Path) -> None:
        self.output = var.parent / "output"
        environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self.environment = environment | {"PYTHONPATH": str(DEPLOY), "NEWSWIRE_VAR": str(var)}
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo"], env=self.environment, stdout=file, stderr=subprocess.STDOUT
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> str:
        until("ready", self._is_ready, COMES_UP, self.said)
        assert "Ready." in self.said(), self.said()
        return self.said()

    def _is_ready(self) -> bool:
        return "Ctrl-C stops everything" in self.said() or self.process.poll() is not None

    def ports(self) -> set[int]:
        return {int(port) for port in re.findall(r"localhost:(\d+)", self.said())}


@contextmanager
def running(var: Path) -> Iterator[Demo]:
    demo = Demo(var)
    try:
        yield demo
    finally:
        demo.process.kill()
        demo.process.wait()
        until("all has ended", lambda: not processes_of(var), ENDS)


def test_it_comes_up_stops_comes_up_again_and_leaves_nothing(var: Path) -> None:
    with running(var) as demo:
        first = demo.wait_until_ready()
        assert first.count(" s  en: ") == 6
        shown_downstream(first)
        refuses_a_second_one(demo)
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(ENDS) == 128 + signal.SIGINT
        assert "Everything has stopped." in demo.said()
        assert not processes_of(var)
        ports = demo.ports()
        assert ports
        assert all(is_free(port) for port in ports)

    with running(var) as demo:
        # Stopped at once: not every service has begun.
        until("the set-up is done", lambda: "Articles drafted" in demo.said(), COMES_UP, demo.said)
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(ENDS) == 128 + signal.SIGINT
        assert "Traceback" not in demo.said()
        assert not processes_of(var)

    with running(var) as demo:
        again = demo.wait_until_ready()
        assert demo.ports() == ports
        assert logins(again) == logins(first)
        assert "from Publish to arrival" not in again
        shown_downstream(again)
        demo.process.kill()
        until("nothing is left", lambda: not processes_of(var), ENDS, lambda: str(processes_of(var)))


def shown_downstream(said: str) -> None:
    [url] = re.findall(r"http://localhost:\d+/en/\S+", said)
    shown = Shown.read(url)
    assert shown.languages == {"fr", "de"}
    assert len(shown.teasers) == 5
    assert "Photo credit: MECO, ESRIC" in shown.text
    with urllib.request.urlopen(re.findall(r"http://\S+/admin/", said)[0], timeout=COMES_UP) as admin:
        assert admin.status == 200


def refuses_a_second_one(demo: Demo) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo"], env=demo.environment, capture_output=True, text=True, timeout=COMES_UP
    )
    assert done.returncode == 1
    assert f"(process {demo.process.pid})" in done.stderr


def logins(said: str) -> dict[str, str]:
    found = dict(re.findall(r"^ +(reporter|editor|translator|channels) +(\S+)$", said, re.MULTILINE))
    assert len(found) == 4
    return found
