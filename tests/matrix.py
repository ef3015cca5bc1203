"""The ends of what is supported, each in an environment of its own: `python tests/matrix.py`.

oldest   the oldest Python and Django, and the oldest release of everything that pyproject.toml names
newest   the newest Python on this machine, the newest Django, and the newest release of everything

Each runs the tests that need no other process, on SQLite; `--tests PATH ...` only some, `--short` those that
.ci/run has time for, the newest then with what constraints.txt pins but Django, so that no release of others
fails a change of ours. Pythons are looked for among pyenv's and on the PATH; the last lines say which of the
supported ends was not tested, or had no Python. The environments stay in build/matrix: the second time is
quicker.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "matrix"
PROJECT = ROOT / "pyproject.toml"
MINORS = range(11, 20)  # of Python 3
MARKED = ("-m", "not process and not e2e and not stranger")
TESTS = ("tests/publisher", "tests/cms", "tests/blocks")
# Imports, checks, migrations; from Publish to arrival; the feed beside it; a screen of each kind.
SHORT = (
    "tests/test_installed.py",
    "tests/test_migrations.py",
    "tests/cms/test_article_page.py",
    "tests/cms/test_checks.py",
    "tests/publisher/admin/test_channels.py",
    "tests/publisher/capture/test_code_paths.py",
    "tests/publisher/deliver/test_run.py",
    "tests/publisher/dispatch/test_announcing.py",
    "tests/publisher/doctor/test_checks.py",
    "tests/publisher/feed/test_feed.py",
    "tests/publisher/schemas/test_served.py",
)


UNREACHABLE = 2  # uv's exit code; 1: there is no solution, which is our fault


class Unreachable(Exception):
    """uv cannot get packages here."""


class End(NamedTuple):
    """One combination. `resolution` is uv's."""

    django: str
    resolution: str
    newest_python: bool


ENDS = {
    "oldest": End("Django>=5.2,<5.3", "lowest-direct", newest_python=False),
    "newest": End("Django>=6.1,<6.2", "highest", newest_python=True),
}


def main(names: list[str], tests: list[str], short: bool) -> int:
    chosen = SHORT if short else tests
    # Of a short run, processes of its own would take longer to begin than to run.
    sides = "0" if short else "auto"
    failed, missing = [], _not_here(_found())
    for name in names or ENDS:
        try:
            inside = _environment(name, ENDS[name], is_pinned=short)
        except Unreachable:
            if not short:
                raise
            missing.append(f"NOT TESTED: {name}, since this machine reaches no packages but by pip")
        else:
            failed += [] if _passes(name, inside, ["-n", sides, *chosen]) else [name]
    print(*missing, f"failed: {', '.join(failed)}" if failed else "none failed", sep="\n")
    return len(failed)


def _environment(name: str, end: End, is_pinned: bool) -> str:
    """The path of its Python. Raises Unreachable."""
    python = _python(end.newest_python)
    folder = FOLDER / name
    print(f"\n=== {name}: {python}, {end.django}, {end.resolution}", flush=True)
    if not (folder / "bin" / "python").exists():
        _call(python, "-m", "venv", str(folder))
    inside = str(folder / "bin" / "python")
    _call(inside, "-m", "pip", "install", "--quiet", "uv")
    project = f"{ROOT}[test,e2e]"  # e2e: their files are read too, to see that none of their tests is chosen
    chosen = ["--resolution", end.resolution, end.django, "--editable", project]
    if is_pinned and end.resolution == "highest":
        chosen += ["--constraint", str(_pins())]
    try:
        _call(inside, "-m", "uv", "pip", "install", "--system-certs", "--python", inside, *chosen)
    except subprocess.CalledProcessError as error:
        if error.returncode == UNREACHABLE:
            raise Unreachable(name) from error
        raise
    _call(inside, "-c", "import django, wagtail, sys; print(sys.version, django.VERSION, wagtail.VERSION)")
    return inside


def _passes(name: str, inside: str, arguments: list[str]) -> bool:
    tests = [inside, "-m", "pytest", "-q", *MARKED, *arguments]
    environment = {**os.environ, "NEWSWIRE_TEST_VAR": str(FOLDER / f"{name}-var")}
    return subprocess.call(tests, cwd=ROOT, env=environment) == 0


def _pins() -> Path:
    """Those of constraints.txt but Django's."""
    path = FOLDER / "pins.txt"
    lines = (ROOT / "constraints.txt").read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("Django==")))
    return path


def _python(newest: bool) -> str:
    """The oldest or the newest that is here."""
    found = _found()
    if not found:
        sys.exit("no Python from 3.11 on, neither on the PATH nor among pyenv's")
    return found[max(found) if newest else min(found)]


@cache
def _found() -> dict[int, str]:
    """By the minor version."""
    return {minor: path for minor in MINORS if (path := _of_minor(minor))}


def _not_here(found: Collection[int]) -> list[str]:
    """What was not tested, in words, for lack of a Python."""
    supported = [int(minor) for minor in re.findall(r"Python :: 3\.(\d+)", PROJECT.read_text())]
    return [
        f"NOT TESTED: Python 3.{end}, an end of what is supported, is not on this machine;"
        f" 3.{nearest(found)} stood in for it"
        for end, nearest in ((min(supported), min), (max(supported), max))
        if end not in found
    ]


def _of_minor(minor: int) -> str | None:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    pyenvs = sorted(root.glob(f"versions/3.{minor}.*/bin/python"), key=_release)
    return str(pyenvs[-1]) if pyenvs else shutil.which(f"python3.{minor}")


def _release(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", path.parts[-3])))


def _call(*command: str) -> None:
    subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="matrix")
    parser.add_argument("names", nargs="*", help="of " + ", ".join(ENDS))
    parser.add_argument("--tests", nargs="+", default=TESTS)
    parser.add_argument("--short", action="store_true")
    sys.exit(main(**vars(parser.parse_args())))
