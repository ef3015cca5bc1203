"""Makes the virtual environment and installs the project: `python3 bootstrap.py FOLDER EXTRA[,EXTRA]`.

It runs before anything is installed and perhaps on a Python that is too old: standard library only,
and nothing that Python 3.6 cannot read.
"""

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

NEEDED = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).resolve().parent.parent
NO_VENV = """Python's venv module is not complete here. Debian and Ubuntu keep it in a package of its own:
    sudo apt install python3-venv
Then run make again."""


class Missing(Exception):
    """What this machine lacks; str(error) says what to install."""


def main(folder: Path, extras: str) -> int:
    if sys.version_info < NEEDED:
        return use_newer_python()
    try:
        make_environment(folder)
        install(folder, extras)
    except Missing as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def use_newer_python() -> int:
    """Starts again with a newer Python where there is one beside this."""
    found = next((path for path in map(shutil.which, NEWER) if path), None)
    if found:
        return subprocess.call([found, *sys.argv])
    have, need = (".".join(map(str, version[:2])) for version in (sys.version_info, NEEDED))
    print(
        f"\nThis Python is {have}; Newswire needs {need} or newer, and none is on the PATH.\n"
        "With one elsewhere: make PYTHON=/path/to/python3 ...\n",
        file=sys.stderr,
    )
    return 1


def make_environment(folder: Path) -> None:
    python = folder / "bin/python"
    if usable(python):
        return
    try:
        import ensurepip  # noqa: F401 - Debian may leave out both
        import venv  # noqa: F401 - see above
    except ImportError:
        raise Missing(NO_VENV) from None
    with step(f"Virtual environment made in {folder}"):
        run(
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            "No virtual environment could be made.",
        )


def usable(python: Path) -> bool:
    """Whether a virtual environment is there, whole and new enough: one that broke off has no pip."""
    test = f"import pip, sys; sys.exit(sys.version_info < {NEEDED})"
    return python.exists() and subprocess.call([str(python), "-c", test], stderr=subprocess.DEVNULL) == 0


def install(folder: Path, extras: str) -> None:
    command = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "--constraint", str(ROOT / "constraints.txt")]
    command += ["--editable", f"{ROOT}[{extras}]"]
    print("          Installing Python packages; the first time takes a minute or two.", flush=True)
    with step("Python packages installed"):
        run(command, "The packages could not be installed; pip's own words are above.")


def run(command: "list[str]", complaint: str) -> None:
    if subprocess.call(command) != 0:
        raise Missing(complaint)


@contextlib.contextmanager
def step(what: str) -> "Iterator[Callable[[str], None]]":
    """Prints what was done and how long it took, then the lines given to what it yields."""
    started = time.monotonic()
    lines = []  # type: list[str]
    yield lines.append
    print(f"{time.monotonic() - started:6.1f} s  {what}", flush=True)
    for line in lines:
        print(f"{'':10}{line}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
