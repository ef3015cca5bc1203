"""The receivers of deploy/receivers, started as their own heads say."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.sender import SAMPLE_SECRET
from support import npm

from .conftest import free_port, running

FOLDER = Path(__file__).parents[2] / "deploy" / "receivers"
ADDRESS = "https://site.example/{lang}/{id}"
Command = Callable[[Path, int], list[str]]


@dataclass(frozen=True)
class Receiver:
    """`folder` is where it keeps what it holds."""

    serve: Command
    catch_up: Command

    @contextmanager
    def serving(self, folder: Path, **settings: str) -> Iterator[str]:
        """The address of its hook."""
        port = free_port()
        wanted = {"PYTHONPATH": str(FOLDER), "NEWSWIRE_STORE": str(folder / "store"), **settings}
        with running(self.serve(folder, port), folder, port, **wanted) as hook:
            yield hook

    def caught_up(self, folder: Path, feed: str, token: str) -> str:
        """What it prints."""
        wanted = {"NEWSWIRE_STORE": str(folder / "store"), "NEWSWIRE_FEED": feed, "NEWSWIRE_TOKEN": token}
        environment = {**os.environ, "NEWSWIRE_SECRET": SAMPLE_SECRET, **wanted}
        command = self.catch_up(folder, 0)
        return subprocess.run(
            command, env=environment, cwd=folder, check=True, capture_output=True, text=True, timeout=120
        ).stdout


def _gunicorn(app: str, *options: str) -> Command:
    def command(folder: Path, port: int) -> list[str]:
        bind = f"127.0.0.1:{port}"
        return [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            bind,
            "--workers",
            "2",
            *options,
            f"receiver:{app}",
        ]

    return command


def _python(folder: Path, port: int) -> list[str]:
    return [sys.executable, str(FOLDER / "receiver.py"), "catch-up"]


def _node(act: str) -> Command:
    return lambda folder, port: ["node", str(FOLDER / "receiver.mjs"), act]


def _php(*options: str, act: str = "") -> Command:
    def command(folder: Path, port: int) -> list[str]:
        npm.needs("php", "it runs deploy/receivers/receiver.php")
        served = [option.format(port=port) for option in options]
        return ["php", *served, str(FOLDER / "receiver.php"), *([act] if act else [])]

    return command


def _go(act: str) -> Command:
    def command(folder: Path, port: int) -> list[str]:
        npm.needs("go", "it builds deploy/receivers/receiver.go")
        return [str(built(FOLDER / "receiver.go", folder)), act]

    return command


def built(source: Path, folder: Path) -> Path:
    """The program that a Go file becomes, in `folder`."""
    program = folder / "receiver"
    if not program.exists():
        subprocess.run(["go", "build", "-o", str(program), str(source)], check=True, timeout=280)
    return program


RECEIVERS = {
    "wsgi": Receiver(_gunicorn("wsgi"), _python),
    "asgi": Receiver(_gunicorn("asgi", "--worker-class", "asgi"), _python),
    "node": Receiver(_node("serve"), _node("catch-up")),
    "php": Receiver(_php("-S", "127.0.0.1:{port}"), _php(act="catch-up")),
    "go": Receiver(_go("serve"), _go("catch-up")),
}


def held(folder: Path) -> dict[str, tuple[int, str]]:
    """Version and state by id, of whatever store it has."""
    store = folder / "store"
    if store.is_dir():
        rows = [json.loads(path.read_text()) for path in store.glob("*.json")]
    else:
        with closing(sqlite3.connect(store)) as db:
            rows = [json.loads(data) for (data,) in db.execute("SELECT data FROM news")]
    return {row["id"]: (row["version"], row["state"]) for row in rows}
