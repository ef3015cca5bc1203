"""Who may import whom, and how large a module may be (docs/architecture.md)."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APPS = ("blocks", "cms", "publisher")
ALLOWED = {
    "blocks": {"newswire.blocks"},
    "cms": {"newswire.blocks", "newswire.cms"},
    "publisher": {"newswire.publisher"},
}
KNOW_PUBLISHER = ("cms/publishing.py", "cms/intake/")
MOST_LINES = 300
MEDIAN_LINES = 100


def modules(*folders: str) -> list[Path]:
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "node_modules" not in path.parts
    ]


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the project's modules that a file imports, relative ones made absolute."""
    package = ("newswire", *path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level]) + "." if node.level else ""
            yield base + (node.module or "")


@pytest.mark.parametrize("path", modules(*APPS), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    allowed = set(ALLOWED[path.relative_to(ROOT).parts[0]])
    if name.startswith(KNOW_PUBLISHER):
        allowed.add("newswire.publisher")
    for module in imported(path):
        if module.startswith("newswire."):
            app = ".".join(module.split(".")[:2])
            assert app in allowed, f"{name} imports {module}"
        assert module.split(".")[0] not in {"tests", "deploy", *APPS}, f"{name} imports {module}"


def test_what_deploy_knows_are_public_names() -> None:
    """The downstream site knows nothing of Newswire, Wagtail or Django."""
    for path in modules("deploy/downstream"):
        for module in imported(path):
            assert module.split(".")[0] not in {"newswire", "wagtail", "django"}, f"{path} imports {module}"


@pytest.mark.parametrize("path", modules(*APPS, "deploy"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_too_long_to_find_the_way_in(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES


def test_nor_is_one_of_the_tests() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules("tests")}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


@pytest.mark.parametrize("app", [*APPS, "tests"])
def test_modules_are_small(app: str) -> None:
    lines = [count for path in modules(app) if (count := len(path.read_text().splitlines()))]
    assert statistics.median(lines) <= MEDIAN_LINES


def test_no_module_is_called_utils() -> None:
    names = {path.stem for path in modules(*APPS, "deploy")}
    assert not names & {"util", "utils", "helpers", "misc", "common"}


def test_a_transport_has_one_name_everywhere() -> None:
    for path in modules("publisher/transports"):
        if path.stem in {"__init__", "base", "notice", "statuses"}:
            continue
        assert list((ROOT / "tests/publisher/transports").rglob(f"test_{path.stem}.py"))
        assert (ROOT / "docs/transports" / f"{path.stem}.md").exists()


def test_the_pieces_of_the_whole_are_where_newcomers_look() -> None:
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        ".ci/run",
        "docs/architecture.md",
    ):
        assert (ROOT / name).is_file(), name
