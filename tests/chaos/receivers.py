"""Fifty receivers in one process, with moods below what an HTTP library would let them.

`python -m chaos.receivers MOOD ...` listens once for each mood on a port of its own, and prints the
ports. Then it reads orders, one a line: `mood NUMBER MOOD`, and `write FILE` for the record of all
requests so far, as JSON; each is answered with an empty line.
"""

import asyncio
import json
import random
import socket
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

Mood = Callable[["Request", asyncio.StreamWriter], Awaitable[bool]]
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"


@dataclass
class Request:
    receiver: int
    began: float  # time.monotonic() of the first byte
    webhook_id: str
    publication: str
    version: int
    state: str
    title: str
    torn: bool  # title and text are not of the same version
    accepted: float | None = None  # time.monotonic() of the 2xx


async def fine(request: Request, writer: asyncio.StreamWriter) -> bool:
    accept(request, writer, OK)
    return True


async def slow(request: Request, writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(random.uniform(0.2, 1.0))
    return await fine(request, writer)


async def drip(request: Request, writer: asyncio.StreamWriter) -> bool:
    """Its headers, a byte every tenth of a second, for ever."""
    await answer(writer, b"HTTP/1.1 200 OK\r\nx-slow: ")
    while True:
        await answer(writer, b"a")
        await asyncio.sleep(0.1)


async def drip_body(request: Request, writer: asyncio.StreamWriter) -> bool:
    """Says 200 at once and then drips the body, for ever."""
    accept(request, writer, b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await answer(writer, b"a")
        await asyncio.sleep(0.1)


async def error(request: Request, writer: asyncio.StreamWriter) -> bool:
    await answer(writer, b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n")
    return True


async def throttle(request: Request, writer: asyncio.StreamWriter) -> bool:
    await answer(writer, b"HTTP/1.1 429 Slow\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n")
    return True


async def hang(request: Request, writer: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(60)
    return False


async def reset(request: Request, writer: asyncio.StreamWriter) -> bool:
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


async def huge(request: Request, writer: asyncio.StreamWriter) -> bool:
    """A 200 with a body of 2 GB."""
    accept(request, writer, b"HTTP/1.1 200 OK\r\ncontent-length: 2147483648\r\n\r\n")
    for _ in range(32768):
        await answer(writer, b"x" * 65536)
    return True


async def gone(request: Request, writer: asyncio.StreamWriter) -> bool:
    await answer(writer, b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")
    return True


async def flaky(request: Request, writer: asyncio.StreamWriter) -> bool:
    return await random.choice([fine, fine, slow, error, reset])(request, writer)


MOODS: dict[str, Mood] = {
    mood.__name__: mood
    for mood in (fine, slow, drip, drip_body, error, throttle, hang, reset, huge, gone, flaky)
}


def accept(request: Request, writer: asyncio.StreamWriter, head: bytes) -> None:
    request.accepted = time.monotonic()
    writer.write(head)


async def answer(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()


class Receivers:
    def __init__(self, moods: list[str]) -> None:
        self.moods = moods
        self.requests: list[Request] = []

    async def listen(self, number: int) -> int:
        server = await asyncio.start_server(partial(self._serve, number), "127.0.0.1", 0, backlog=512)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _serve(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(number, reader)) is not None:
                self.requests.append(request)
                if not await MOODS[self.moods[number]](request, writer):
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass  # the other side gave up, as it should
        finally:
            writer.close()

    async def obey(self) -> None:
        """Orders from standard input, until it ends."""
        loop = asyncio.get_running_loop()
        while order := (await loop.run_in_executor(None, sys.stdin.readline)).split():
            if order[0] == "mood":
                self.moods[int(order[1])] = order[2]
            else:
                Path(order[1]).write_text(json.dumps([asdict(request) for request in self.requests]))
            print(flush=True)


async def _read(number: int, reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None where it ends."""
    first = await reader.read(1)
    if not first:
        return None
    began = time.monotonic()
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = (line.partition(": ") for line in head.split("\r\n")[1:])
    headers = {name.lower(): value for name, _, value in lines}
    body = await reader.readexactly(int(headers["content-length"]))
    data = json.loads(body)["data"]
    title = data.get("title", "")
    return Request(
        receiver=number,
        began=began,
        webhook_id=headers["webhook-id"],
        publication=data["id"],
        version=data["version"],
        state=data["state"],
        title=title,
        torn=f">{title}<" not in data.get("html", f">{title}<"),
    )


async def main(moods: list[str]) -> None:
    receivers = Receivers(moods)
    print(*[await receivers.listen(number) for number in range(len(moods))], flush=True)
    await receivers.obey()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
