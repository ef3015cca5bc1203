"""`python -m demo [check|second-site]`: see docs/demo.md."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from demo import lock, supervisor
from demo.place import Place, address, var_folder
from demo.services import PYTHON, SITE_NAMES, downstream

PREPARING = 300  # seconds
CHECKING = 420


def main(arguments: Sequence[str]) -> int:
    # A shell that starts it in the background has it ignore Ctrl-C, until the supervisor takes it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    parts = {(): demo, ("check",): check, ("second-site",): second_site}
    part = parts.get(tuple(arguments))
    if part is None:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return part()
    except KeyboardInterrupt:
        return 130


def demo() -> int:
    return _run(var_folder(), "publish")


def check() -> int:
    """In a folder of its own, on any free ports: a demo may run beside it."""
    with tempfile.TemporaryDirectory(prefix="newswire-check-") as folder:
        return _run(Path(folder), "check")


def second_site() -> int:
    """The downstream site that the demo leaves switched off."""
    try:
        place = Place.current()
    except FileNotFoundError:
        print("There is no demo yet: start it with `make demo` first.", file=sys.stderr)
        return 1
    site = downstream(place, "second")
    print(f"{SITE_NAMES['second']} is at {address(place.second)}/. Ctrl-C switches it off again.", flush=True)
    return subprocess.call(site.command, env=place.environment() | site.environment)


def _run(var: Path, story: str) -> int:
    is_check = story == "check"
    try:
        with lock.hold(var):
            place = Place.choose(var, anywhere=is_check)
            _prepare(place)
            code = supervisor.run(place, story, CHECKING if is_check else None)
    except lock.Running as running:
        print(f"The demo is running already from {var} (process {running}).", file=sys.stderr)
        return 1
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"\nERROR The set-up did not finish: {error}", file=sys.stderr)
        return 1
    if code == 1:
        print(supervisor.tails(place))
    print("\nEverything has stopped.", "" if is_check else f"What there was is kept in {var}.")
    return code


def _prepare(place: Place) -> None:
    command = (*PYTHON, "demo.run", "prepare")
    subprocess.run(command, env=place.environment(), timeout=PREPARING, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
