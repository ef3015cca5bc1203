"""A receiver that costs as little as Python allows: answers 200 to every POST, on one process.

`python -m bench.sink` prints its port. A POST to `/hang` is never answered nor counted. Orders on its
standard input, each answered with a line of JSON:

    wait COUNT SECONDS   once that many different `webhook-id`s have come, or time is over: how many
    take                 all that came, [webhook-id, newswire-version, path, subject, time.monotonic()]
                         each, and the size of the last body; forgets them
"""

import asyncio
import contextlib
import json
import sys
import time

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


class Record:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.arrivals: list[tuple[bytes, bytes, bytes, bytes, float]] = []
        self.ids: set[bytes] = set()
        self.size = 0
        self.wanted, self.enough = 0, asyncio.Event()

    def add(self, head: bytes, body: bytes) -> None:
        id = _header(head, b"webhook-id")
        path = head.split(b" ", 2)[1]
        subject = body.partition(b'"subject":"')[2][:36]
        self.arrivals.append((id, _header(head, b"newswire-version"), path, subject, time.monotonic()))
        self.ids.add(id)
        self.size = len(body)
        if len(self.ids) >= self.wanted:
            self.enough.set()

    async def wait(self, count: int, seconds: float) -> int:
        self.wanted = count
        self.enough.clear()
        if len(self.ids) < count:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.enough.wait(), seconds)
        return len(self.ids)

    def take(self) -> dict[str, object]:
        found = [[*(text.decode() for text in texts), at] for *texts, at in self.arrivals]
        taken = {"arrivals": found, "size": self.size}
        self.forget()
        return taken


def _header(head: bytes, name: bytes) -> bytes:
    return head.partition(b"\r\n" + name + b": ")[2].partition(b"\r\n")[0]


class Sink(asyncio.Protocol):
    def __init__(self, record: Record) -> None:
        self._record = record
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            after = end + 4 + int(_header(head.lower(), b"content-length"))
            if len(self._data) < after:
                return
            body, self._data = self._data[end + 4 : after], self._data[after:]
            if not head.startswith(b"POST /hang"):
                self._record.add(head, body)
                self._transport.write(ANSWER)


async def main() -> None:
    record, loop = Record(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(record), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    while order := (await loop.run_in_executor(None, sys.stdin.readline)).split():
        answer = record.take() if order[0] == "take" else await record.wait(int(order[1]), float(order[2]))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
