"""From an empty database to the account: set up, publish under faults, mend all, drain, count."""

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from services.valkey import Valkey

from . import newsroom
from .accounts import Account, account
from .editors import Editors
from .faults import Fault, faults, inflict
from .installation import Installation
from .postgres import Postgres
from .sites import Sites

PAGES = 16
# Of the fine receivers, so many ask for every version in turn.
EVERY = 4
# Seconds that bring nothing forward once everything runs again: what waits then is lost, on a busy machine
# too. (A lost dispatcher's pages are its own for 15 s, a lost sender's deliveries for one lease.)
STALLED = 90.0
# Seconds from the first fault to the account, beside those of the faults. Then the campaign ends itself.
AROUND = 170


@dataclass(frozen=True)
class Verdict:
    account: Account
    faults: dict[str, int]
    seconds: float
    drained: float  # seconds from the last fault until nothing waited

    @property
    def failed(self) -> bool:
        found = self.account
        return bool(not found.published or found.lost or found.order_violations or found.torn or found.gaps)

    def write(self, path: Path) -> None:
        figures = {
            **asdict(self.account),
            "seconds": self.seconds,
            "drained": self.drained,
            "faults": self.faults,
        }
        del figures["troubles"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, indent=2) + "\n")

    def show(self) -> None:
        for line in self.account.troubles[:20]:
            print("!", line)
        found = asdict(self.account)
        for name in ("published", "due", "delivered", "duplicates", "order_violations", "lost"):
            print(f"{name.replace('_', ' '):>17}  {found[name]}")
        made = sum(self.faults.values())
        print(f"{'faults':>17}  {made} in {self.seconds:.0f} s; drained in {self.drained:.0f} s")


def campaign(seconds: float, folder: Path, postgres: Postgres, valkey: Valkey) -> Verdict:
    """Django is set up on the empty database; logs go to `folder`."""
    began = time.monotonic()
    newsroom.set_up()
    pages = newsroom.drafts(PAGES)
    with Sites() as sites, Installation(folder) as installation:
        channels = newsroom.channels(sites.addresses, every=EVERY)
        healthy = {number: channels[number] for number in sites.healthy}

        def rounds() -> Iterator[list[Fault]]:
            while True:
                yield faults(installation, postgres, valkey)

        signal.alarm(int(seconds) + AROUND)
        with Editors(f"http://127.0.0.1:{installation.port}", pages) as editors:
            made = inflict(rounds(), time.monotonic() + seconds, installation.revive)
        installation.close_the_web()
        sites.come_round()
        drained = _drain(list(healthy.values()), installation)
        found = account(editors.edits, healthy, sites.requests())
    return Verdict(found, dict(made), round(time.monotonic() - began, 1), round(drained, 1))


def _drain(channel_ids: list[int], installation: Installation) -> float:
    """Until nothing waits, or what waits goes on no more; the seconds it took."""
    began = moved = time.monotonic()
    waiting = newsroom.waiting(channel_ids)
    while waiting and time.monotonic() - moved < STALLED:
        time.sleep(0.25)
        installation.revive()
        before, waiting = waiting, newsroom.waiting(channel_ids)
        if waiting != before:
            moved = time.monotonic()
    return time.monotonic() - began
