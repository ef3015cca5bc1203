"""A name server that changes its mind, in a network of its own: `python tests/services/rebinding.py`.

Starts itself again in new user, mount and network namespaces, where it answers on port 53 and loopback is
all there is. Asks the form's check about a name that is public then, and sends to it when the name has
become 127.0.0.1, where a receiver listens. At the end it falls silent, and counts how often it is asked.
Prints what happened as JSON; exit code 77: not possible here.
"""

import fcntl
import itertools
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve()
IMPOSSIBLE = 77
PUBLIC, LOOPBACK, REFUSED = "93.184.215.14", "127.0.0.1", "127.0.0.3"
NUMBERS = itertools.count()
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


class NameServer:
    """Answers every A query with `addresses`, every other with nothing; none while it is `silent`."""

    def __init__(self) -> None:
        self.silent = False
        self.unanswered = 0  # A queries
        self.addresses = [PUBLIC]
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            query, client = self._socket.recvfrom(512)
            if not self.silent:
                self._socket.sendto(self._answer(query), client)
            elif query[query.index(b"\0", 12) + 2] == 1:
                self.unanswered += 1

    def _answer(self, query: bytes) -> bytes:
        end = query.index(b"\0", 12) + 5  # the name, its end, type and class
        (kind,) = struct.unpack(">H", query[end - 4 : end - 2])
        found = self.addresses if kind == 1 else []
        head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, len(found), 0, 0)
        records = b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address) for address in found
        )
        return head + query[12:end] + records


def isolate() -> int:
    """Runs this file again in namespaces of its own."""
    if not (unshare := shutil.which("unshare")):
        return IMPOSSIBLE
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolver:
        resolver.write(f"nameserver {LOOPBACK}\n")
        resolver.flush()
        inside = f"mount --bind {resolver.name} /etc/resolv.conf && exec {sys.executable} {HERE} inside"
        done = subprocess.run([unshare, "-rmn", "sh", "-c", inside], check=False)
    return done.returncode


def loopback_up() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP, b""))


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    sys.path[:0] = [str(HERE.parents[1])]
    import django

    django.setup()
    from django.test import override_settings

    from newswire.publisher.deliver import resolver

    loopback_up()
    resolver.hurry()
    with override_settings(NEWSWIRE_ALLOWED_HOSTS=[]):
        seen = [rebind([LOOPBACK]), rebind([PUBLIC, LOOPBACK])]
    # A second address of a name may well be refused: what became of the first is what is told.
    with override_settings(NEWSWIRE_ALLOWED_HOSTS=[LOOPBACK]):
        seen.append(rebind([REFUSED, LOOPBACK], seconds=1, delay=5))
    print(json.dumps([*seen, ask_the_silent()]))


def rebind(addresses: list[str], seconds: float = 3, delay: float = 0) -> dict[str, object]:
    from newswire.publisher.addresses import check_address
    from newswire.publisher.deliver.http import Sender
    from newswire.publisher.transports.base import Request
    from services.receiver import Receiver, Reply

    server = NAMES
    server.addresses = [PUBLIC]
    with Receiver() as receiver:
        receiver.answer = lambda request: Reply(delay=delay)
        url = f"http://rebind{next(NUMBERS)}.example:{receiver.port}/hook"
        reasons = check_address(url)
        server.addresses = addresses
        sender = Sender()
        sender.start(Request(url, {}, b"{}"), "one", seconds)
        answers = []
        until = time.monotonic() + 5
        while not answers and time.monotonic() < until:
            answers = sender.poll(0.1)
        ((_, answer),) = answers
        return {
            "reasons": reasons,
            "reasons_now": check_address(url),
            "error": answer.error,
            "detail": answer.detail,
            "received": len(receiver.requests),
        }


def ask_the_silent() -> dict[str, object]:
    from newswire.publisher.deliver.http import Sender
    from newswire.publisher.transports.base import Request

    NAMES.silent = True
    sender = Sender()
    sender.start(Request("http://silent.example/hook", {}, b"{}"), "one", 60)
    answers = []
    while not answers:
        answers = sender.poll(0.1)
    sender.close()
    return {"error": answers[0][1].error, "asked": NAMES.unanswered}


if __name__ == "__main__":
    if sys.argv[1:] != ["inside"]:
        sys.exit(isolate())
    loopback_up()
    NAMES = NameServer()
    main()
