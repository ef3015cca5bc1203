"""What ships it: judged by tools that we did not write, and started for real from the commands it names."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import yaml
from demo.place import DEPLOY
from services.program import Program
from services.valkey import Valkey, free_port

BIN = Path(sys.executable).parent
COMPOSE = DEPLOY / "compose.yaml"
SERVER = DEPLOY / "server"
UNITS = sorted((DEPLOY / "systemd").glob("newswire-*.service"))
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
OTHERS = {"ScaledObject", "Kustomization"}  # kinds that Kubernetes itself has no schema of
RUN = ("web", "dispatch", "deliver", "bulk", "beat", "downstream")
TOKEN = "only-for-this-test"
STORY = """
import sys
import django
django.setup()
from pathlib import Path
from wagtail.models import Site
from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from newswire.publisher import channels
address, secret_file = sys.argv[1:]
channel, secret = channels.create("Downstream", address, page_types=["newswire_pages.articlepage"])
Path(secret_file).write_text(secret)
channels.start(channel)
index = Site.objects.get().root_page.add_child(instance=NewsIndexPage(title="News", slug="news"))
article = index.add_child(instance=ArticlePage(title="Harbour reopens", slug="harbour", live=False))
article.save_revision().publish()
"""


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


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    judged(str(BIN / "hadolint"), str(DEPLOY / "Dockerfile"))


def test_the_image_does_not_run_as_root_and_says_whether_it_is_well() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert len(stages) == 4
    assert all("HEALTHCHECK" in stage and "CMD" in stage for stage in stages[2:])
    assert re.search(r"^USER 10001:10001$", stages[1], re.MULTILINE)
    assert "USER" not in stages[2] + stages[3]


def test_the_context_holds_what_the_dockerfile_copies() -> None:
    root = DEPLOY.parent
    kept = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert {name for names in copied for name in names.split()} == kept
    assert all((root / name).exists() for name in kept)


def test_compose_is_valid_by_its_schema() -> None:
    judged(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_every_container_is_read_only_without_rights_and_its_secrets_are_files() -> None:
    for name, service in services().items():
        if name != "database":  # PostgreSQL's own image starts as root and gives that up
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
        for key, value in service.get("environment", {}).items():
            is_secret = re.search(r"SECRET|TOKEN|PASSWORD|DATABASE_URL", key)
            assert not is_secret or (key.endswith("_FILE") and value.startswith("/run/secrets/")), key
        assert "healthcheck" in service or name in ("migrate", "downstream"), name  # the image has its own


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifests_are_valid(path: Path, tmp_path: Path) -> None:
    ours = [one for one in yaml.safe_load_all(path.read_text()) if one["kind"] not in OTHERS]
    if ours:
        plain = tmp_path / "manifest.yaml"
        plain.write_text(yaml.safe_dump_all(ours))
        judged(str(BIN / "kubernetes-validate"), "--strict", str(plain))


def test_kustomization_names_every_manifest_and_so_every_image() -> None:
    (kustomization,) = [one for one in documents() if one["kind"] == "Kustomization"]
    assert set(kustomization["resources"]) == {path.name for path in MANIFESTS} - {"kustomization.yaml"}


def test_what_goes_first_is_found_by_the_labels_that_the_docs_name() -> None:
    first = "app.kubernetes.io/component in (configuration,migrate)"
    assert first in (DEPLOY.parent / "docs" / "shipping.md").read_text()
    labels = {
        one["metadata"]["labels"]["app.kubernetes.io/component"]
        for one in documents()
        if one["kind"] in ("ConfigMap", "Job")
    }
    assert labels == {"configuration", "migrate"}


def test_pods_are_probed_spread_kept_and_unprivileged() -> None:
    kinds: dict[str, list[dict]] = {}
    for one in documents():
        kinds.setdefault(one["kind"], []).append(one)
    budgets = {one["metadata"]["name"] for one in kinds["PodDisruptionBudget"]}
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in kinds["ScaledObject"]}
    names = {one["metadata"]["name"] for one in kinds["Deployment"]}
    assert budgets == names - {"newswire-beat", "newswire-bulk"}
    assert scaled == {"newswire-dispatch", "newswire-deliver"}
    for one in kinds["Deployment"]:
        assert ("replicas" in one["spec"]) != (one["metadata"]["name"] in scaled)  # else both would set it
        pod = one["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert "livenessProbe" in container
        assert "env" not in container  # secrets come by reference, from files
    for one in kinds["ScaledObject"]:
        assert "newswire_oldest_due_seconds" in one["spec"]["triggers"][0]["metadata"]["query"]


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


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """As compose gives it: secrets in files, the broker elsewhere. SQLite for PostgreSQL."""
    secrets = {"secret_key": "k" * 50, "monitoring_token": TOKEN}
    for name, text in secrets.items():
        (tmp_path / name).write_text(f"{text}\n")
    with Valkey() as broker:
        yield {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PYTHONPATH": str(DEPLOY),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "NEWSWIRE_VAR": str(tmp_path / "var"),
            "SECRET_KEY_FILE": str(tmp_path / "secret_key"),
            "NEWSWIRE_MONITORING_TOKEN_FILE": str(tmp_path / "monitoring_token"),
            "REDIS_URL": broker.url,
            "LOG_FORMAT": "json",
            "NEWSWIRE_ALLOWED_HOSTS": "127.0.0.1",
            "DOWNSTREAM_SECRET_FILE": str(tmp_path / "downstream_secret"),
            "DOWNSTREAM_DATABASE": str(tmp_path / "downstream.sqlite3"),
        }


@pytest.mark.process
def test_who_comes_while_web_starts_anew_waits(environment: dict[str, str], tmp_path: Path) -> None:
    """As newswire-web.socket has it, which outlives newswire-web.service."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = unit_command(DEPLOY / "systemd" / "newswire-web.service")
        alive = f"http://127.0.0.1:{listener.getsockname()[1]}/newswire/healthz"
        with Program(command, environment, tmp_path / "web.log", listener) as web:
            assert _get(alive, seconds=240)[0] == 200
            web.stop()
            with ThreadPoolExecutor() as pool:
                answers = [pool.submit(_get, alive, seconds=240) for _ in range(3)]
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


@pytest.mark.process
def test_compose_commands_run_from_migration_to_arrival(environment: dict[str, str], tmp_path: Path) -> None:
    web, downstream = free_port(), free_port()
    ports = {"0.0.0.0:8000": f"127.0.0.1:{web}", "8001": str(downstream), "0.0.0.0": "127.0.0.1"}

    def command(name: str) -> list[str]:
        return [ports.get(word, word) for word in services()[name]["command"]]

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            arguments, cwd=DEPLOY, env=environment, capture_output=True, text=True, timeout=280
        )

    for once in (command("migrate"), ["python", "manage.py", "collectstatic", "--noinput"]):
        done = manage(*once)
        assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        logs = {name: _start(stack, command(name), environment, name, tmp_path) for name in RUN}
        _until(lambda: _get(f"http://127.0.0.1:{web}/newswire/healthz")[0] == 200, logs)
        address = f"http://127.0.0.1:{downstream}/hook"
        story = manage("python", "-c", STORY, address, environment["DOWNSTREAM_SECRET_FILE"])
        assert story.returncode == 0, story.stderr
        _until(lambda: b"Harbour reopens" in _get(f"http://127.0.0.1:{downstream}/en/")[1], logs)
        # The workers' and the beat's first heartbeats take some seconds.
        _until(lambda: _status(web) == "ready", logs)
        # Written with the verdict, which follows the article.
        delivered = b'newswire_attempts_5m{outcome="delivered",transport="webhook"} 1.0'
        _until(lambda: delivered in _get(f"http://127.0.0.1:{web}/newswire/metrics", TOKEN)[1], logs)
        lines = [line for line in logs["deliver"].log().splitlines()[:-1] if line.startswith("{")]
        assert {json.loads(line)["levelname"] for line in lines} >= {"INFO"}


def _start(
    stack: ExitStack, command: list[str], environment: dict[str, str], name: str, folder: Path
) -> Program:
    pulse = {"NEWSWIRE_PULSE_FILE": str(folder / f"{name}.pulse")}
    return stack.enter_context(Program(command, environment | pulse, folder / f"{name}.log"))


def _until(fact: Callable[[], bool], logs: dict[str, Program], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            pytest.fail("\n".join(f"--- {name}\n{one.log()[-3000:]}" for name, one in logs.items()))
        time.sleep(0.3)


def _get(url: str, token: str = "", seconds: float = 20) -> tuple[int, bytes]:
    """Status and body; 0 where nothing listens yet."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def _status(port: int) -> str:
    _, body = _get(f"http://127.0.0.1:{port}/newswire/readyz", TOKEN)
    return str(json.loads(body)["status"]) if body.startswith(b"{") else ""
