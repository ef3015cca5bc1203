"""Every receiver of ours stands every attack that concerns it, by `newswire_conform`."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from services.sender import SAMPLE_SECRET

from newswire.publisher.conformance import ATTACKS

from .conftest import free_port, running
from .kit import ADDRESS, FOLDER, RECEIVERS

pytestmark = pytest.mark.process
EVERY = len(ATTACKS)
OF_TEN_LINES = sum(attack.every for attack in ATTACKS)


def conform(hook: str, *options: str) -> str:
    said = StringIO()
    try:
        call_command("newswire_conform", hook, "--secret", SAMPLE_SECRET, *options, stdout=said)
    except CommandError as error:
        return f"{said.getvalue()}\n{error}"
    return said.getvalue()


@pytest.mark.parametrize("name", RECEIVERS)
def test_the_kits_receivers_stand_every_attack(name: str, tmp_path: Path) -> None:
    with RECEIVERS[name].serving(tmp_path, NEWSWIRE_ADDRESS=ADDRESS) as hook:
        said = conform(hook)
    assert f"It stands {EVERY} of {EVERY} attacks." in said, said


def test_the_receivers_of_ten_lines_stand_what_concerns_them(hook: str) -> None:
    said = conform(hook, "--simple")
    assert f"It stands {OF_TEN_LINES} of {OF_TEN_LINES} attacks." in said, said


def test_the_sample_site_stands_every_attack_as_its_pages_show(tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "PYTHONPATH": str(FOLDER.parent),
        "DOWNSTREAM_DATABASE": str(tmp_path / "site.sqlite3"),
        "DOWNSTREAM_SECRET": SAMPLE_SECRET,
    }
    command = [sys.executable, "-m", "downstream", "--port", str(port)]
    with running(command, tmp_path, port, **settings) as hook:
        said = conform(hook, "--pages")
    assert f"It stands {EVERY} of {EVERY} attacks." in said, said
