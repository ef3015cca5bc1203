"""A campaign against the publisher in real processes: `python -m chaos --seconds 240`; `make chaos`."""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import django
from services.valkey import Valkey

from .postgres import Postgres

if TYPE_CHECKING:
    from .campaign import Verdict

TESTS = Path(__file__).parent.parent
MOST_SECONDS = 420.0


def run(seconds: float, seed: int | None, report: Path, keep: bool) -> int:
    """0 where nothing was lost and no order broken. The report is written either way."""
    random.seed(seed)
    seconds = min(seconds, MOST_SECONDS)
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _stop)
    folder = Path(tempfile.mkdtemp(prefix="newswire-chaos-"))
    keeps = True
    try:
        verdict = _verdict(seconds, folder)
        verdict.write(report)
        verdict.show()
        keeps = verdict.failed or keep
    finally:
        if keeps:
            print(f"logs: {folder}", flush=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(verdict.failed)


def _verdict(seconds: float, folder: Path) -> "Verdict":
    with contextlib.ExitStack() as stack:
        postgres, valkey = (
            stack.enter_context(Postgres(folder / "postgres.log")),
            stack.enter_context(Valkey()),
        )
        _enter_environment(postgres, valkey, folder)
        from .campaign import campaign

        return campaign(seconds, folder, postgres, valkey)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(f"stopped by signal {number}")


def _enter_environment(postgres: Postgres, valkey: Valkey, folder: Path) -> None:
    """That of every process, this one included."""
    os.environ |= {
        "NEWSWIRE_TEST_DATABASE_URL": postgres.url,
        "NEWSWIRE_TEST_VAR": str(folder),
        "REDIS_URL": valkey.url,
        "DJANGO_SETTINGS_MODULE": "chaos.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")])),
    }
    django.setup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=240, help=f"of faults, at most {MOST_SECONDS:.0f}")
    parser.add_argument("--seed", type=int, help="of the order of faults")
    parser.add_argument("--report", type=Path, default=Path("build/chaos.json"), help="for the figures")
    parser.add_argument("--keep", action="store_true", help="the logs of every process, if all went well too")
    sys.exit(run(**vars(parser.parse_args())))
