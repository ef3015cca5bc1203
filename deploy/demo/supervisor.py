"""Runs the services and the story together, shows what matters and logs the rest."""

import contextlib
import re
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType

from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

from demo.place import Place
from demo.services import PYTHON, services

# Valkey's advice on the kernel's settings is for servers.
MATTERS = re.compile(r"\b(WARNING(?! Memory overcommit)|ERROR|CRITICAL)\b")


class Log(Printer):
    """The story speaks plainly on the console, services with their name and only where it matters.
    Each one's full output goes to its own file."""

    def __init__(self, folder: Path, story: str) -> None:
        super().__init__(sys.stdout)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.story = story

    def write(self, message: Message) -> None:
        text = message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else message.data
        with (self.folder / f"{message.name}.log").open("a") as file:
            file.write(f"{message.time:%H:%M:%S} {text.rstrip()}\n")
        if message.name == self.story:
            print(text.rstrip("\n"), flush=True)
        elif message.name != SYSTEM_PRINTER_NAME and MATTERS.search(text):
            super().write(message)


class Supervisor(Manager):
    """Honcho's manager fails when told to stop before every process has said its id: here that waits."""

    def terminate(self) -> None:
        if self._all_started():
            super().terminate()

    def _any_stopped(self) -> bool:
        return self.returncode is not None or bool(super()._any_stopped())


def run(place: Place, story: str, limit: int | None = None) -> int:
    """Until the story ends, a service cannot be kept running, or Ctrl-C. The story's exit code, else
    128 and the signal's number; 1 after `limit` seconds."""
    manager = Supervisor(Log(place.var / "log", story))
    for name in (*services(place), story):
        command = shlex.join(["exec", *PYTHON, "demo.keeper", name])
        manager.add_process(name, command, env=place.environment())

    def stop(number: int, frame: FrameType | None) -> None:
        print(f"         The limit of {limit} s is over.", flush=True)
        manager.returncode = 1
        manager.terminate()

    if limit:
        signal.signal(signal.SIGALRM, stop)
        signal.alarm(limit)
    manager.loop()
    signal.alarm(0)
    return int(manager.returncode or 0)


def tails(place: Place, lines: int = 12) -> str:
    """The end of every log, for whoever asks why it failed."""
    parts = []
    for path in sorted((place.var / "log").glob("*.log")):
        with contextlib.suppress(OSError):
            last = path.read_text(errors="replace").splitlines()[-lines:]
            parts.append("\n".join([f"--- {path.stem}", *last]))
    return "\n".join(parts)
