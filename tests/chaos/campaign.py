"""From an empty database to the account: set up, publish while a plot is played, mend all, drain, count."""

import json
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from services.valkey import Valkey

from . import newsroom
from .accounts import Account, account
from .editors import Editors
from .installation import Installation
from .postgres import Postgres
from .sites import Sites
from .stage import Deploy, Plot, Stage

PAGES = 16
# Of the fine receivers, so many ask for every version in turn.
EVERY = 4
# Seconds that bring nothing forward once everything runs again: what waits then is lost, on a busy machine
# too. (A lost dispatcher's pages are its own for 15 s, a lost sender's deliveries for one lease.)
STALLED = 90.0
# Seconds from the first fault to the account, beside those of the plot. Then the campaign ends itself.
AROUND = 600


@dataclass(frozen=True)
class Verdict:
    account: Account
    faults: dict[str, int]
    seconds: float
    drained: float  # seconds from the end of the plot until nothing waited
    deploy: Deploy
    figures: dict[str, Any]  # the plot's own
    troubles: list[str]

    @property
    def failed(self) -> bool:
        found = self.account
        harmed = found.lost or found.order_violations or found.torn or found.gaps
        alone = self.deploy.turned_away or not self.deploy.edits
        return bool(not found.published or harmed or alone or self.troubles)

    def write(self, path: Path) -> None:
        figures = {
            **asdict(self.account),
            "seconds": self.seconds,
            "drained": self.drained,
            "deploy": asdict(self.deploy),
            "faults": self.faults,
            **self.figures,
        }
        del figures["troubles"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(figures, indent=2) + "\n")

    def show(self) -> None:
        for line in (*self.account.troubles, *self.troubles, *self.deploy.turned_away)[:20]:
            print("!", line)
        found = asdict(self.account)
        for name in ("published", "due", "delivered", "duplicates", "order_violations", "lost"):
            print(f"{name.replace('_', ' '):>17}  {found[name]}")
        made = sum(self.faults.values())
        print(f"{'faults':>17}  {made} in {self.seconds:.0f} s; drained in {self.drained:.0f} s")
        met = self.deploy
        words = f"{met.gave_up} waited in vain, {len(met.turned_away)} turned away"
        print(f"{'deploy':>17}  {met.edits} edits in {met.seconds:.0f} s; {words}")
        for name, figure in self.figures.items():
            print(f"{name}: {figure}")


def campaign(seconds: float, folder: Path, postgres: Postgres, valkey: Valkey, plot: Plot) -> Verdict:
    """Django is set up on the empty database; logs go to `folder`."""
    began = time.monotonic()
    newsroom.set_up()
    pages = newsroom.drafts(PAGES)
    with Sites() as sites, Installation(folder) as installation:
        channels = newsroom.channels(sites.addresses, every=EVERY)
        healthy = {number: channels[number] for number in sites.healthy}
        signal.alarm(int(seconds) + AROUND)
        with Editors(f"http://127.0.0.1:{installation.port}", pages, plot.pause) as editors:
            played = plot.play(Stage(installation, postgres, valkey, sites))
        installation.close_the_web()
        sites.come_round()
        drained = _drain(list(healthy.values()), installation)
        # Before the review, which takes its time: pages go on expiring.
        found = account([*editors.edits, *played.edits], healthy, sites.requests())
        plot.review(played)
    return Verdict(
        account=found,
        faults=dict(played.faults),
        seconds=round(time.monotonic() - began, 1),
        drained=round(drained, 1),
        deploy=Deploy.met(editors.edits, *played.deploy),
        figures=played.figures,
        troubles=played.troubles,
    )


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
