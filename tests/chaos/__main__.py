"""A campaign against the publisher in real processes: `python -m chaos --seconds 240`; `make chaos`.

With `--week` a newsroom's week in so many seconds; `make chaos WEEK=1`.
"""

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


def run(seconds: float, seed: int | None, report: Path, keep: bool, week: bool) -> int:
    """0 where nothing was lost and no order broken. The report is written either way."""
    random.seed(seed)
    seconds = min(seconds, MOST_SECONDS)
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, _stop)
    folder = Path(tempfile.mkdtemp(prefix="newswire-chaos-"))
    keeps = True
    try:
        verdict = _verdict(seconds, folder, week)
        verdict.write(report)
        verdict.show()
        keeps = verdict.failed or keep
    finally:
        if keeps:
            print(f"logs: {folder}", flush=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return int(verdict.failed)


def _verdict(seconds: float, folder: Path, week: bool) -> "Verdict":
    with contextlib.ExitStack() as stack:
        postgres, valkey = (
            stack.enter_context(Postgres(folder / "postgres.log")),
            stack.enter_context(Valkey()),
        )
        _enter_environment(postgres, valkey, folder, seconds / 7 if week else None)
        from .campaign import campaign
        from .outage import Outage
        from .week import Week

        plot = Week(seconds) if week else Outage(seconds)
        return campaign(seconds, folder, postgres, valkey, plot)


def _stop(number: int, frame: object) -> None:
    raise SystemExit(f"stopped by signal {number}")


def _enter_environment(postgres: Postgres, valkey: Valkey, folder: Path, day: float | None) -> None:
    """That of every process, this one included."""
    if day:
        os.environ["NEWSWIRE_TEST_DAY"] = str(day)
    os.environ |= {
        "NEWSWIRE_TEST_DATABASE_URL": postgres.url,
        "NEWSWIRE_TEST_VAR": str(folder),
        "REDIS_URL": valkey.url,
        "DJANGO_SETTINGS_MODULE": "chaos.week_settings" if day else "chaos.settings",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")])),
    }
    django.setup()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=240, help=f"of faults, at most {MOST_SECONDS:.0f}")
    parser.add_argument("--seed", type=int, help="of the order of faults")
    parser.add_argument("--report", type=Path, default=Path("build/chaos.json"), help="for the figures")
    parser.add_argument("--keep", action="store_true", help="the logs of every process, if all went well too")
    parser.add_argument(
        "--week", action="store_true", help="a week of a newsroom instead of one fault after the other"
    )
    sys.exit(run(**vars(parser.parse_args())))
