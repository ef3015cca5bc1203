"""A name server for tests, on port 53 of a network of its own, where loopback is all there is."""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable

IMPOSSIBLE = 77
LOOPBACK = "127.0.0.1"
A, AAAA = 1, 28
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


class NameServer:
    """Answers every A query with `addresses`, every other with nothing; none that it `ignores`."""

    def __init__(self) -> None:
        self.ignores: Callable[[str, int], bool] = lambda name, kind: False
        self.addresses: list[str] = []
        self.addresses_v6: list[str] = []
        self.asked: list[tuple[str, int]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def queries(self, start: str, kind: int = A) -> int:
        """How many have come for names that begin so."""
        return sum(name.startswith(start) and kind == asked for name, asked in self.asked)

    def _serve(self) -> None:
        while True:
            query, client = self._socket.recvfrom(512)
            end = query.index(b"\0", 12)
            name, kind = query[13:end].decode("latin-1"), query[end + 2]
            self.asked.append((name, kind))
            if not self.ignores(name, kind):
                self._socket.sendto(self._answer(query[: end + 5], kind), client)

    def _answer(self, query: bytes, kind: int) -> bytes:
        family = socket.AF_INET6 if kind == AAAA else socket.AF_INET
        found = {A: self.addresses, AAAA: self.addresses_v6}.get(kind, [])
        packed = [socket.inet_pton(family, address) for address in found]
        head = query[:2] + struct.pack(">HHHHH", 0x8180, 1, len(found), 0, 0)
        records = [b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(data)) + data for data in packed]
        return b"".join([head, query[12:], *records])


def isolate(module: str) -> int:
    """Runs this one, with the argument "inside", in new user, mount and network namespaces."""
    if not (unshare := shutil.which("unshare")):
        return IMPOSSIBLE
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolver:
        resolver.write(f"nameserver {LOOPBACK}\n")
        resolver.flush()
        inside = f"mount --bind {resolver.name} /etc/resolv.conf && exec {sys.executable} -m {module} inside"
        done = subprocess.run([unshare, "-rmn", "sh", "-c", inside], check=False)
    return done.returncode


def begin() -> NameServer:
    """Inside: a network, Django and the server, asked as a worker asks it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    import django

    django.setup()
    from newswire.publisher.deliver import resolver

    resolver.hurry()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", IFF_UP, b""))
    return NameServer()
