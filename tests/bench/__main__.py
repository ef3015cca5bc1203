"""What Newswire costs, in real processes; `make bench`.

python tests/services/postgres.py python -m bench [CASE ...]
"""

import argparse
import contextlib
import os
import signal
import sys
import tempfile
from pathlib import Path

import django
from services.valkey import Valkey

TESTS = Path(__file__).parent.parent
CASES = ("latency", "fanout", "series", "hang", "publish", "memory")
MOST_SECONDS = 1200


def run(cases: list[str], runs: int, report: Path) -> None:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(MOST_SECONDS)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newswire-bench-")))
        valkey = stack.enter_context(Valkey())
        _enter_environment(valkey, folder)
        from .cases import measure

        measure(cases or list(CASES), runs, valkey, folder, report)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(f"stopped by signal {number}")


def _enter_environment(valkey: Valkey, folder: Path) -> None:
    """That of every process, this one included. The database's address is in it already."""
    os.environ |= {
        "NEWSWIRE_TEST_VAR": str(folder),
        "REDIS_URL": valkey.url,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")])),
    }
    django.setup()


if __name__ == "__main__":
    if "NEWSWIRE_TEST_DATABASE_URL" not in os.environ:
        sys.exit("start it with tests/services/postgres.py")
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(CASES)}; none: all of them")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--report", type=Path, default=Path("build/bench.json"), help="for the medians")
    run(**vars(parser.parse_args()))
