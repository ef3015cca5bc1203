"""A receiver at every address of this machine's own network, 127.0.0.0/8, that counts its connections."""

import asyncio
import threading
from types import TracebackType
from typing import Self

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


class _Site(asyncio.Protocol):
    def __init__(self, counted: list[None]) -> None:
        self._counted = counted

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._counted.append(None)

    def data_received(self, data: bytes) -> None:
        """Of requests with so small a body that each comes in one piece."""
        self._transport.write(ANSWER)


class ManySites:
    """`url(n)` of as many sites as wanted; `connections` so far."""

    def __init__(self) -> None:
        self._counted: list[None] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def connections(self) -> int:
        return len(self._counted)

    def url(self, number: int) -> str:
        return f"http://127.1.{number // 250}.{number % 250 + 1}:{self._port}"

    def __enter__(self) -> Self:
        listens = self._loop.create_server(lambda: _Site(self._counted), "0.0.0.0", 0, backlog=1024)
        server = self._loop.run_until_complete(listens)
        self._port = server.sockets[0].getsockname()[1]
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
