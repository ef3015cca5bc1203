"""The receivers that the developer portal prints: those of docs/receive.md, and PHP and Go run as printed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support import npm

from newswire.publisher.portal.snippets import snippets

from .conftest import free_port, printed, running
from .kit import built
from .test_conform import OF_TEN_LINES, conform

pytestmark = pytest.mark.process


def shown(language: str, address: str = "https://site.example/hook") -> str:
    return next(one.text for one in snippets(address) if one.language == language)


@pytest.mark.parametrize(("language", "name"), [("Python", "flask"), ("Node", "express")])
def test_they_are_those_of_the_docs(language: str, name: str) -> None:
    assert shown(language) == printed(name)


@pytest.mark.parametrize("language", ["Python", "Node", "Go"])
def test_they_listen_where_the_channel_sends(language: str) -> None:
    text = shown(language, "https://site.example/a/b%20c?d=1")
    assert '"/a/b%20c"' in text and "/hook" not in text


def php(folder: Path, port: int) -> list[str]:
    (folder / "receive.php").write_text(shown("PHP"))
    return ["php", "-S", f"127.0.0.1:{port}", "receive.php"]


def go(folder: Path, port: int) -> list[str]:
    (folder / "receive.go").write_text(shown("Go"))
    return [str(built(folder / "receive.go", folder))]


@pytest.mark.parametrize(("program", "command"), [("php", php), ("go", go)])
def test_php_and_go_stand_what_concerns_them(
    program: str, command: Callable[[Path, int], list[str]], tmp_path: Path
) -> None:
    npm.needs(program, "it runs what the portal prints")
    port = free_port()
    with running(command(tmp_path, port), tmp_path, port) as hook:
        said = conform(hook, "--simple")
    assert f"It stands {OF_TEN_LINES} of {OF_TEN_LINES} attacks." in said, said
