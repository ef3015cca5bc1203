"""The shell lines of docs/receive.md do what the page says, against a receiver of the same page."""

import os
import re
import subprocess

import pytest
from services.sender import SAMPLE_SECRET, SAMPLES

from .conftest import PAGE, printed

pytestmark = pytest.mark.process
LINES = re.findall(r"`(send [a-z_.]+json http://localhost:5000/hook)` \|$", PAGE.read_text(), re.MULTILINE)


def run(script: str, hook: str) -> str:
    """What the script prints, in the folder of the samples; localhost:5000 stands for `hook`."""
    shell = ["sh", "-euc", script.replace("http://localhost:5000/hook", hook)]
    environment = {**os.environ, "NEWSWIRE_SECRET": SAMPLE_SECRET}
    return subprocess.run(
        shell, cwd=SAMPLES, env=environment, check=True, capture_output=True, text=True, timeout=60
    ).stdout


def test_each_sample_is_signed_by_the_shell_and_taken(flask_hook: str) -> None:
    assert len(LINES) == len(list(SAMPLES.glob("*.headers")))
    for line in LINES:
        assert '"version":' in run(f"{printed('send')}\n{line}", flask_hook), line


def test_the_shells_signature_counts(flask_hook: str) -> None:
    forged = printed("send").replace("hexkey:$key", "hexkey:00$key")
    assert "No matching signature" in run(f"{forged}\n{LINES[0]}", flask_hook)


def test_the_fixed_headers_are_refused_as_too_old(flask_hook: str) -> None:
    assert "too old" in run(printed("stale"), flask_hook)
