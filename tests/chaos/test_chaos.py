"""A short campaign, every kind of fault in it. `make chaos` runs a long one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

pytestmark = pytest.mark.process


def test_nothing_is_lost_and_no_order_broken_whatever_is_killed(tmp_path: Path) -> None:
    report = tmp_path / "chaos.json"
    done = subprocess.run(
        [sys.executable, "-m", "chaos", "--seconds", "30", "--report", str(report)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(report.read_text())
    assert figures["published"] > 0
    assert figures["delivered"] == figures["due"] == figures["published"] * 46
    assert figures["lost"] == figures["order_violations"] == 0
    assert len(figures["faults"]) >= 12
    assert figures["deploy"]["edits"] > 0 and figures["deploy"]["turned_away"] == []
