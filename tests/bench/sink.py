"""A receiver that costs as little as Python allows: answers 200 to every POST, on one process.

`python tests/bench/sink.py` prints its port; a line on its standard input makes it print how many
different `webhook-id`s have come, and forget them.
"""

import asyncio
import sys

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
seen: set[bytes] = set()


class Sink(asyncio.Protocol):
    def __init__(self) -> None:
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].lower()
            length = int(head.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0])
            if len(self._data) < end + 4 + length:
                return
            seen.add(head.split(b"webhook-id: ", 1)[1].split(b"\r\n", 1)[0])
            self._data = self._data[end + 4 + length :]
            self._transport.write(ANSWER)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(len(seen), flush=True)
        seen.clear()


if __name__ == "__main__":
    asyncio.run(main())
