"""What a newcomer's machine may lack is said in words that say what to install."""

import os
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest

SCRIPT = Path(bootstrap.__file__)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def on_old_python(folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0);"
        f"sys.argv = [{str(SCRIPT)!r}, {str(folder)!r}, 'demo'];"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    return run("-c", pretend, PATH=str(path))


def test_a_python_without_venv_names_the_package(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    done = run(str(SCRIPT), str(tmp_path / "venv"), "demo", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "venv").exists()


def test_an_old_python_is_said(tmp_path: Path) -> None:
    done = on_old_python(tmp_path / "venv", tmp_path)
    assert done.returncode == 1
    assert "This Python is 3.9; Newswire needs 3.11 or newer" in done.stderr


def test_beside_an_old_python_a_newer_one_is_used(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text("#!/bin/sh\necho newer: $2 $3\n")
    newer.chmod(0o755)
    done = on_old_python(tmp_path / "venv", tmp_path)
    assert done.stdout.strip() == f"newer: {tmp_path / 'venv'} demo"


def test_an_environment_that_broke_off_is_not_used(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    assert not bootstrap.usable(tmp_path / "venv/bin/python")
    assert bootstrap.usable(Path(sys.executable))


def test_a_step_says_how_long_it_took_and_what_came(capsys: pytest.CaptureFixture[str]) -> None:
    with bootstrap.step("Something done") as note:
        note("and this")
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("s  Something done")
    assert second.strip() == "and this"


def test_nothing_is_printed_of_a_step_that_failed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError), bootstrap.step("Something done"):
        raise ValueError
    assert capsys.readouterr().out == ""
