"""Units of systemd and the server's files: they start what compose starts."""

import os
import re
import shutil
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from demo.place import DEPLOY
from services.program import Program

from .asked import TOKEN, get
from .files import BIN, RUN, SERVER, UNITS, documents, services, unit_command


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="needs systemd-analyze: Debian's package systemd"
)
def test_systemd_finds_nothing_in_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/newswire/venv/bin", str(BIN)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "newswire" in line]
    assert (done.returncode, ours) == (0, [])


def test_units_and_manifests_start_what_compose_starts() -> None:
    bind = "127.0.0.1:8000"  # a proxy on the same machine is in front
    wanted = {name: services()[name]["command"] for name in RUN if name != "downstream"}
    units = {path.stem.removeprefix("newswire-"): unit_command(path) for path in UNITS}
    assert units == {
        name: [word.replace("0.0.0.0:8000", bind) for word in one] for name, one in wanted.items()
    }
    pods = {
        one["metadata"]["labels"]["app.kubernetes.io/component"]: container["command"]
        for one in documents()
        if one["kind"] in ("Deployment", "Job")
        for container in one["spec"]["template"]["spec"]["containers"]
    }
    assert pods == wanted | {"migrate": services()["migrate"]["command"]}


@pytest.mark.process
def test_who_comes_while_web_starts_anew_waits(environment: dict[str, str], tmp_path: Path) -> None:
    """As newswire-web.socket has it, which outlives newswire-web.service."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = unit_command(DEPLOY / "systemd" / "newswire-web.service")
        alive = f"http://127.0.0.1:{listener.getsockname()[1]}/newswire/healthz"
        with Program(command, environment, tmp_path / "web.log", listener) as web:
            assert get(alive, seconds=240)[0] == 200
            web.stop()
            with ThreadPoolExecutor() as pool:
                answers = [pool.submit(get, alive, seconds=240) for _ in range(3)]
                web.start()
                assert [one.result()[0] for one in answers] == [200] * 3


def test_newswire_manage_has_what_the_units_have(tmp_path: Path) -> None:
    """Moved to a folder of this test's; SQLite for PostgreSQL."""
    etc, var = tmp_path / "etc", tmp_path / "var"
    etc.mkdir()
    example = (SERVER / "environment.example").read_text()
    (etc / "environment").write_text(example)
    for name, text in {"secret_key": "k" * 50, "database_url": "", "monitoring_token": TOKEN}.items():
        (etc / name).write_text(text)
    script = (SERVER / "newswire-manage").read_text()
    credentials = set(re.findall(r"LoadCredential=(\w+):", UNITS[0].read_text()))
    assert set(re.findall(r"FILE=/etc/newswire/(\w+)$", script, re.MULTILINE)) == credentials
    for there, here in {
        "/etc/newswire": etc,
        "/var/lib/newswire": var,
        "/opt/newswire/deploy": DEPLOY,
        "/opt/newswire/venv/bin": BIN,
    }.items():
        script = script.replace(there, str(here))
    code = (
        "from django.conf import settings as s; print(s.MEDIA_ROOT, s.SECRET_KEY[:1], s.CSRF_TRUSTED_ORIGINS)"
    )
    command = ["sh", "-c", script, "sh", "shell", "-c", code]
    done = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert f"{var}/media k ['https://newsroom.example.org']" in done.stdout
    known = "".join(path.read_text() for path in (DEPLOY / "newsroom").glob("*.py"))
    names = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    assert names and all(f'"{name}"' in known for name in names)
