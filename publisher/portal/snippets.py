"""The shortest right receivers, with the path of a channel's own address; run by tests as they are shown."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).with_name("snippets")
NAMES = {
    "Python": ("receive.py", "pip install flask standardwebhooks"),
    "Node": ("receive.mjs", "npm install express standardwebhooks"),
    "PHP": ("receive.php", "php -S 0.0.0.0:5000 receive.php"),
    "Go": ("receive.go", "go run receive.go"),
}


@dataclass(frozen=True)
class Snippet:
    language: str
    file: str
    how: str  # the command before it, or that starts it
    text: str


def snippets(address: str) -> list[Snippet]:
    path = urlsplit(address).path or "/"
    return [
        Snippet(language, file, how, _text(file).replace('"/hook"', f'"{path}"'))
        for language, (file, how) in NAMES.items()
    ]


@lru_cache(maxsize=len(NAMES))
def _text(file: str) -> str:
    return (FOLDER / f"{file}.txt").read_text()
