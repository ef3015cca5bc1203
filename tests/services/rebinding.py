"""A name server that changes its mind, in a network of its own: `python -m services.rebinding`, in tests/.

Starts itself again in namespaces of its own (nameserver.py). Asks the form's check about a name that is
public then, and sends to it when the name has become 127.0.0.1, where a receiver listens. At the end the
name server falls silent, and counts how often it is asked. Prints what happened as JSON; exit code 77: not
possible here.
"""

import itertools
import json
import sys
import time

from services.nameserver import LOOPBACK, NameServer, begin, isolate

PUBLIC, REFUSED = "93.184.215.14", "127.0.0.3"
NUMBERS = itertools.count()


def main(names: NameServer) -> None:
    from django.test import override_settings

    with override_settings(NEWSWIRE_ALLOWED_HOSTS=[]):
        seen = [rebind(names, [LOOPBACK]), rebind(names, [PUBLIC, LOOPBACK])]
    # A second address of a name may well be refused: what became of the first is what is told.
    with override_settings(NEWSWIRE_ALLOWED_HOSTS=[LOOPBACK]):
        seen.append(rebind(names, [REFUSED, LOOPBACK], seconds=1, delay=5))
    print(json.dumps([*seen, ask_the_silent(names)]))


def rebind(
    names: NameServer, addresses: list[str], seconds: float = 3, delay: float = 0
) -> dict[str, object]:
    from newswire.publisher.addresses import check_address
    from newswire.publisher.deliver.http import Sender
    from newswire.publisher.transports.base import Request
    from services.receiver import Receiver, Reply

    names.addresses = [PUBLIC]
    with Receiver() as receiver:
        receiver.answer = lambda request: Reply(delay=delay)
        url = f"http://rebind{next(NUMBERS)}.example:{receiver.port}/hook"
        reasons = check_address(url)
        names.addresses = addresses
        sender = Sender()
        sender.start(Request(url, {}, b"{}"), "one", seconds)
        answers = []
        until = time.monotonic() + 5
        while not answers and time.monotonic() < until:
            answers = sender.poll(0.1)
        sender.close()
        ((_, answer),) = answers
        return {
            "reasons": reasons,
            "reasons_now": check_address(url),
            "error": answer.error,
            "detail": answer.detail,
            "received": len(receiver.requests),
        }


def ask_the_silent(names: NameServer) -> dict[str, object]:
    from newswire.publisher.deliver.http import Sender
    from newswire.publisher.transports.base import Request

    names.ignores = lambda name, kind: True
    sender = Sender()
    sender.start(Request("http://silent.example/hook", {}, b"{}"), "one", 60)
    answers = []
    while not answers:
        answers = sender.poll(0.1)
    sender.close()
    return {"error": answers[0][1].error, "asked": names.queries("silent")}


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        sys.exit(isolate("services.rebinding"))
    main(begin())
