"""Requests to names of all kinds, in a network of their own: `python -m services.lookups`, in tests/.

Prints what became of them as JSON; ends while lookups are under way. Exit code 77: not possible here.
"""

import json
import os
import sys
import time
from typing import Any

from services.nameserver import AAAA, LOOPBACK, NameServer, begin, isolate

SILENT, SLOW = 30, 0.3
SOON = 2.5  # seconds; of a silent name it takes three


def main(server: NameServer) -> None:
    from django.test import override_settings

    from services.receiver import Receiver

    server.addresses = [LOOPBACK]
    with override_settings(NEWSWIRE_ALLOWED_HOSTS=[LOOPBACK]), Receiver() as receiver:
        requests = Requests(server, receiver.port)
        seen = {
            "silent": among_the_silent(requests),
            "slow": slow(requests),
            "frozen": frozen(requests) | {"received": receiver.requests[-1].path},
            "abandoned": abandoned(requests),
            "families": families(requests),
            "old": old(requests),
        }
        os.environ["RES_OPTIONS"] = "timeout:30"  # read by each new thread
        for number in range(SILENT):
            requests.start(f"silent.last{number}")
        requests.answers(0.1)
    print(json.dumps(seen | {"ended_at": time.time()}))


class Requests:
    """Names that begin with "silent" get no answer, those with "slow" a late one, "no6" none for IPv6."""

    def __init__(self, server: NameServer, port: int) -> None:
        from newswire.publisher.deliver.http import Sender

        self.server, self.sender, self.port = server, Sender(), port
        self.mute = False
        self.answered: dict[str, Any] = {}
        server.ignores = self._ignores

    def _ignores(self, name: str, kind: int) -> bool:
        time.sleep(SLOW if name.startswith("slow") else 0)
        return self.mute or name.startswith("silent") or (name.startswith("no6") and kind == AAAA)

    def start(self, name: str, seconds: float = 20, token: str = "") -> None:
        from newswire.publisher.transports.base import Request

        request = Request(f"http://{name}.example:{self.port}/{name}", {}, b"{}")
        self.sender.start(request, token or name, seconds)

    def answers(self, seconds: float, until: str = "") -> dict[str, Any]:
        """Those that come within `seconds`, less if all have, or this one has."""
        ends, answers = time.monotonic() + seconds, {}
        while self.sender and until not in answers and time.monotonic() < ends:
            answers |= dict(self.sender.poll(0.1))
        self.answered |= answers
        return answers

    def ask(self, name: str, seconds: float = 20) -> tuple[Any, float]:
        """What came of one request, and the seconds that took."""
        began = time.monotonic()
        self.start(name, seconds)
        return self.answers(seconds + 1, name)[name], time.monotonic() - began


def among_the_silent(requests: Requests) -> dict[str, object]:
    for number in range(SILENT):
        requests.start(f"silent{number}")
    requests.start("silent0", seconds=0.5, token="late")
    for _ in range(5):
        requests.start("good")
    good, took = requests.ask("good")
    requests.answers(10)
    late = requests.answered["late"]
    silent = [answer for name, answer in requests.answered.items() if name.startswith("silent")]
    again, at_once = requests.ask("silent0")
    return {
        "good": good.status,
        "took": took,
        "good_asked": requests.server.queries("good"),
        "late": [late.error, late.detail, late.timings.resolved],
        "silent": [len(silent), *{answer.error for answer in silent}],
        "silent_asked": requests.server.queries("silent0"),
        "resolved": min(answer.timings.resolved for answer in silent),
        "again": [again.error, again.detail, at_once < SOON],
    }


def slow(requests: Requests) -> dict[str, object]:
    first, _ = requests.ask("slow")
    second, _ = requests.ask("slow")
    too_late, _ = requests.ask("slow.indeed", SLOW / 2)
    return {"first": first.timings, "second": second.timings, "too_late": too_late.error}


def frozen(requests: Requests) -> dict[str, object]:
    requests.start("frozen", 0.2)
    time.sleep(0.5)  # the answer has come, and so has the deadline
    return {"errors": [answer.error for answer in requests.answers(1).values()]}


def abandoned(requests: Requests) -> dict[str, object]:
    requests.start("silent.abandoned")
    requests.start("good")
    counted = len(requests.sender), requests.sender.younger_than(10), requests.sender.younger_than(0)
    return {"counted": counted, "abandoned": requests.sender.abandon(), "left": len(requests.sender)}


def families(requests: Requests) -> dict[str, object]:
    lone, took = requests.ask("no6")
    requests.server.addresses_v6 = ["::1"]
    both, _ = requests.ask("both")
    requests.server.addresses = []
    refused, _ = requests.ask("only6")
    requests.server.addresses, requests.server.addresses_v6 = [LOOPBACK], []
    return {"no6": [lone.status, took < SOON], "both": both.peer, "only6": [refused.error, refused.detail]}


def old(requests: Requests) -> dict[str, object]:
    """Answers that are no longer fresh, asked for all the time or after a pause; nothing is answered then."""
    from newswire.publisher.deliver import names

    names.FRESH = names.FAILED = 0.1
    requests.ask("old")
    time.sleep(0.2)
    requests.mute = True
    steady = [requests.ask("old"), requests.ask("old")]
    names.KEPT = 0.1
    time.sleep(0.2)
    after, _ = requests.ask("old")
    requests.mute = False
    time.sleep(0.2)
    back, _ = requests.ask("old")
    return {
        "steady": [[answer.status, took < SOON] for answer, took in steady],
        "after": after.error,
        "back": back.status,
    }


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        sys.exit(isolate("services.lookups"))
    main(begin())
