"""A real RabbitMQ on free ports, everything it writes in a folder of its own. Debian: rabbitmq-server."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from kombu import Connection
from kombu.exceptions import OperationalError

from .valkey import free_port
from .waiting import PATIENCE

# Not the command on the PATH, which gives up root for a user that may not write there.
PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def is_here() -> bool:
    return PROGRAM.exists()


class RabbitMQ:
    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newswire-rabbitmq")
        self.port = free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        self._environment = {
            **os.environ,
            "HOME": self._folder.name,  # of Erlang's cookie
            "RABBITMQ_NODENAME": f"newswire{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_BASE": self._folder.name,
            "RABBITMQ_MNESIA_BASE": f"{self._folder.name}/mnesia",
            "RABBITMQ_LOG_BASE": f"{self._folder.name}/log",
            "RABBITMQ_PID_FILE": f"{self._folder.name}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{self._folder.name}/plugins",
            "RABBITMQ_CONF_ENV_FILE": f"{self._folder.name}/none",
            "ERL_EPMD_RELAXED_COMMAND_CHECK": "1",  # lets us end it
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with Path(self._folder.name, "output").open("ab") as output:
            self._process = subprocess.Popen(
                [PROGRAM], env=self._environment, stdout=output, stderr=output, start_new_session=True
            )
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with Connection(self.url, connect_timeout=5) as connection:
                    connection.ensure_connection(max_retries=1, timeout=5)
                return
            except (OSError, OperationalError) as error:
                if time.monotonic() > deadline:
                    raise TimeoutError(Path(self._folder.name, "output").read_text()) from error
                time.sleep(0.2)

    def need_room(self, size: str) -> None:
        """It takes nothing more where its disk has less: `900GB`, `1MB`."""
        command = [PROGRAM.with_name("rabbitmqctl"), "set_disk_free_limit", size]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)

    def stop(self) -> None:
        """`kill -9`, of Erlang's port mapper too: it outlives the server by design."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _end_port_mapper(self) -> None:
        with socket.socket() as link:
            link.settimeout(2)
            link.connect(("127.0.0.1", int(self._environment["ERL_EPMD_PORT"])))
            link.sendall(b"\x00\x01k")  # KILL_REQ of its protocol

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        with contextlib.suppress(OSError):
            self._end_port_mapper()
        self._folder.cleanup()
