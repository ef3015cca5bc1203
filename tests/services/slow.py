"""A server behind a line on which each piece of an answer takes `seconds`: `with Slow(port) as line: ...`."""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self


class Slow:
    """`seconds`: what each piece of an answer takes from now on, over connections that are open too."""

    def __init__(self, port: int) -> None:
        self.seconds = 0.0
        self._server = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                threading.Thread(target=self._carry, args=(client, server, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, True), daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := here.recv(65536):
                if is_answer:
                    time.sleep(self.seconds)
                there.sendall(piece)
        for one in (here, there):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
