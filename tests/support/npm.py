"""Packages of npm's registry for tests: judges in another language than ours."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

FOLDER = Path(__file__).parents[2] / "build" / "npm"


def needs(program: str, why: str) -> None:
    """Skips where a program is missing; in CI that is a failure."""
    if not shutil.which(program):
        lacks(program, why)


def lacks(what: str, why: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: {why}")
    pytest.skip(f"{what} is not installed: {why}, which CI does.")


def packages(name: str, *wanted: str) -> Path:
    """A folder below build/ with these packages ("ajv@8") in node_modules, installed once and kept."""
    needs("npm", f"it installs {', '.join(wanted)}")
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        if not (folder / "installed").exists():
            (folder / "package.json").write_text('{"private": true}')
            install = ["npm", "install", "--no-audit", "--no-fund", *wanted]
            subprocess.run(install, cwd=folder, check=True, timeout=240)
            (folder / "installed").touch()
    return folder
