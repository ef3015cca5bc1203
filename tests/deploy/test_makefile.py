import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_help_describes_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = " ".join(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)).split()
    printed = subprocess.run(["make", "-s", "-C", ROOT, "help"], capture_output=True, text=True, check=True)
    described = re.findall(r"^  make (\S+)  +\S", printed.stdout, re.MULTILINE)
    assert sorted(described) == sorted(targets)


def test_constraints_pin_and_name_no_machine() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+", line), line
