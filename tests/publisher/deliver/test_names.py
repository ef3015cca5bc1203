"""The sender looks names up itself: many at once, each once, and none for longer than its request may take.

With a real name server, resolver and receiver, in a network of their own (tests/services/lookups.py).
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    command = [sys.executable, "-m", "services.lookups"]
    done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    if done.returncode == 77 or "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(f"no namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found | {"took_to_end": time.time() - found["ended_at"]}


def test_thirty_silent_names_hold_up_no_other(seen) -> None:
    silent = seen["silent"]

    assert silent["good"] == 200
    assert silent["took"] < 2.5  # by libcurl, which looks up twenty at a time, more than three


def test_requests_to_one_name_share_a_lookup(seen) -> None:
    assert seen["silent"]["good_asked"] == 1
    assert seen["silent"]["silent_asked"] == 3  # once, in three attempts


def test_what_fails_says_so_and_how_long_that_took(seen) -> None:
    silent = seen["silent"]

    assert silent["silent"] == [30, "dns"]
    assert silent["resolved"] >= 2500
    error, detail, at_once = silent["again"]
    assert (error, at_once) == ("dns", True)
    assert detail.startswith("Could not resolve host: silent0.example")


def test_the_deadline_ends_a_lookup_too(seen) -> None:
    error, detail, resolved = seen["silent"]["late"]

    assert (error, resolved) == ("timeout", 0)
    assert detail.startswith("Resolving timed out after 5")
    assert seen["slow"]["too_late"] == "timeout"


def test_the_timings_count_from_the_start_of_the_lookup(seen) -> None:
    resolved, connected, secured, first_byte, total = seen["slow"]["first"]

    assert 290 <= resolved <= connected <= first_byte <= total
    assert secured == 0
    assert seen["slow"]["second"][0] < 290


def test_a_request_whose_deadline_passed_while_the_process_was_frozen_does_not_go_out(seen) -> None:
    assert seen["frozen"] == {"errors": ["timeout"], "received": "/slow"}


def test_a_request_that_waits_for_its_name_is_under_way_and_can_be_broken_off(seen) -> None:
    assert seen["abandoned"] == {
        "counted": [2, 2, 0],
        "abandoned": ["silent.abandoned", "good"],
        "left": 0,
    }


def test_a_name_server_that_is_silent_about_ipv6_alone_costs_little(seen) -> None:
    assert seen["families"]["no6"] == [200, True]


def test_addresses_of_both_families_are_tried_and_checked(seen) -> None:
    assert seen["families"]["both"] == "127.0.0.1"  # ::1 is refused
    assert seen["families"]["only6"] == ["refused_address", "::1"]


def test_a_name_in_steady_use_outlives_its_name_server_and_no_other_does(seen) -> None:
    assert seen["old"] == {"steady": [[200, True], [200, True]], "after": "dns", "back": 200}


def test_a_process_ends_while_lookups_are_under_way(seen) -> None:
    assert seen["took_to_end"] < 10  # a lookup takes 30
