"""What ships Newswire, as read from deploy/."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml
from demo.place import DEPLOY

BIN = Path(sys.executable).parent
COMPOSE = DEPLOY / "compose.yaml"
SERVER = DEPLOY / "server"
UNITS = sorted((DEPLOY / "systemd").glob("newswire-*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
RUN = ("web", "dispatch", "deliver", "bulk", "beat", "downstream")


def services() -> dict[str, dict]:
    found: dict[str, dict] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def documents() -> list[dict]:
    return [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text())]


def unit_command(path: Path) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.*)$", path.read_text(), re.MULTILINE)
    program, *rest = shlex.split(line.replace("%%", "%"))
    return [Path(program).name, *rest]


def judged(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
